import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { tryTaxRule } from '../../api/payouts.js'
import { useShop } from '../../app/session.js'
import { useCurrency } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { MoneyField, priceText } from '../../ui/money-field.js'
import { type TaxDraft, toRule } from './tax-draft.js'

const FIRST_FEN = 500_000
const MAX_FEN = 100_000_000

/** What the scale takes of an amount, as the server reckons real withdrawals; also before it is saved. */
export function TaxExample({ rule: draft }: { readonly rule: TaxDraft }) {
  const { storeId } = useShop()
  const { tax: texts } = useTexts().settlement
  const currency = useCurrency()
  const [amountFen, setAmount] = useState<number | null>(FIRST_FEN)
  const rule = toRule({ ...draft, from: draft.from ?? '2019-01-01' })
  const isAmount = Number.isSafeInteger(amountFen) && (amountFen ?? 0) > 0 && (amountFen ?? 0) <= MAX_FEN
  const isWhole = rule !== null && isAmount
  const asked = useDeferredValue(
    isWhole ? JSON.stringify({ rule: { ...rule, source: '-' }, amountFen }) : null,
  )
  const found = useQuery({
    queryKey: ['tax-example', storeId, asked],
    queryFn: () => tryTaxRule(storeId, JSON.parse(asked ?? '')),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const money = (amount: number) => priceText({ amount, currency })
  const isShown = isWhole && found.data && !found.isError
  return (
    <div className="tax-example" aria-live="polite">
      <span className="row row-wrap">
        <span>{texts.example}</span>
        <MoneyField value={amountFen} onChange={setAmount} aria-label={texts.example} />
      </span>
      {isShown ? (
        <strong>{texts.takes(money(found.data.taxFen), money(found.data.netFen))}</strong>
      ) : (
        <span className="quiet">{texts.notYet}</span>
      )}
      <span className="quiet">{texts.exampleHelp}</span>
    </div>
  )
}
