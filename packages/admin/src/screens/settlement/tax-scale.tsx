import type { TaxRule } from '../../api/payouts.js'
import { useCurrency } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { percentOf } from '../../ui/money.js'
import { priceText } from '../../ui/money-field.js'

/** A scale as the law has it, with where it is from. */
export function TaxScale({ rule }: { readonly rule: TaxRule }) {
  const { tax, settings: texts } = useTexts().settlement
  const currency = useCurrency()
  const money = (amount: number) => priceText({ amount, currency })
  return (
    <div>
      <p className="quiet">
        {texts.deduction(
          money(rule.smallUpToFen),
          money(rule.smallDeductionFen),
          percentOf(rule.deductionBps),
        )}
      </p>
      <table>
        <thead>
          <tr>
            <th>{texts.upTo}</th>
            <th>{texts.rate}</th>
            <th>{texts.quick}</th>
          </tr>
        </thead>
        <tbody>
          {rule.brackets.map(({ upToFen, bps, quickFen }) => (
            <tr key={upToFen ?? 'above'}>
              <td>{upToFen === null ? texts.above : texts.upToText(money(upToFen))}</td>
              <td>{percentOf(bps)}%</td>
              <td>{money(quickFen)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="quiet">{tax.writtenIn(rule.source)}</p>
    </div>
  )
}
