import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Form, InputNumber, Select } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { type ExpressCharge, type ExpressRule, type FeePreview, previewFee } from '../../api/delivery.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { MoneyField, priceText } from '../../ui/money-field.js'
import { Panel } from '../../ui/page.js'

const RegionField = lazy(() =>
  import('../../schema-form/regions-field.js').then((file) => ({ default: file.RegionField })),
)

interface TemplatePreviewProps {
  readonly charge: ExpressCharge
  readonly rules: readonly ExpressRule[]
  readonly currency: string
}

/** Far away, not light and not dear: what most rules are about. */
const EXAMPLE = { region: '65' as string | null, pieces: 1, grams: 2000, goodsFen: 8800 as number | null }
const REGION_DIGITS = 6

/** What an example parcel costs by the rules as they are typed; reckoned by the server as a checkout is. */
export function TemplatePreview({ charge, rules, currency }: TemplatePreviewProps) {
  const { storeId } = useShop()
  const { delivery: texts } = useTexts()
  const [example, setExample] = useState(EXAMPLE)
  const { region, pieces, grams, goodsFen } = example
  const change = (part: Partial<typeof EXAMPLE>) => setExample((before) => ({ ...before, ...part }))
  const isWhole = rules.every(isFinished) && region !== null && Number.isSafeInteger(goodsFen)
  const asked = {
    ...{ charge, rules, pieces, grams, goodsFen: goodsFen ?? 0 },
    regionCode: (region ?? '').padEnd(REGION_DIGITS, '0'),
  }
  const found = useQuery({
    queryKey: ['template-preview', storeId, asked],
    queryFn: () => previewFee(storeId, asked),
    enabled: isWhole,
    placeholderData: keepPreviousData,
    retry: false,
  })
  const isKnown = isWhole && found.data !== undefined && !found.isError
  return (
    <Panel title={texts.tryTitle} help={texts.tryHelp}>
      <div className="two">
        <Form.Item label={texts.tryRegion}>
          <Suspense fallback={<Select loading disabled className="choice-field" />}>
            <RegionField value={region} onChange={(wanted) => change({ region: wanted })} />
          </Suspense>
        </Form.Item>
        <Form.Item label={texts.tryGoods}>
          <MoneyField
            value={goodsFen}
            onChange={(wanted) => change({ goodsFen: wanted })}
            currency={currency}
          />
        </Form.Item>
        <Form.Item label={texts.tryPieces}>
          <Count value={pieces} min={1} onChange={(wanted) => change({ pieces: wanted })} />
        </Form.Item>
        <Form.Item label={texts.tryGrams}>
          <Count value={grams} min={0} onChange={(wanted) => change({ grams: wanted })} />
        </Form.Item>
      </div>
      <p aria-live="polite" className={found.isPlaceholderData ? 'stale' : ''}>
        {isKnown ? (
          <>
            <strong>{saying(found.data, texts, (amount) => priceText({ amount, currency }))}</strong>{' '}
            <span className="quiet">
              {texts.tryWhat(pieces, grams, priceText({ amount: goodsFen ?? 0, currency }))}
            </span>
          </>
        ) : (
          <span className="quiet">{texts.tryUnfinished}</span>
        )}
      </p>
    </Panel>
  )
}

interface CountProps {
  readonly value: number
  readonly min: number
  readonly onChange: (count: number) => void
}

function Count({ value, min, onChange }: CountProps) {
  return (
    <InputNumber
      value={value}
      min={min}
      max={1_000_000}
      precision={0}
      className="full"
      onChange={(wanted) => onChange(wanted ?? min)}
    />
  )
}

/** Whether the server can reckon with it; a rule being typed has holes. */
const isFinished = ({ first, firstFen, step, stepFen, freeOverFen }: ExpressRule): boolean =>
  [first, firstFen, step, stepFen, freeOverFen ?? 0].every(Number.isSafeInteger)

function saying(
  { state, feeFen, usualFen }: FeePreview,
  texts: ReturnType<typeof useTexts>['delivery'],
  money: (fen: number) => string,
): string {
  if (state === 'not_delivered') return texts.tryNowhere
  if (state === 'charged') return texts.tryCharged(money(feeFen))
  return usualFen > 0 ? texts.tryFreeOver(money(usualFen)) : texts.tryFree
}
