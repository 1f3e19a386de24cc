import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input } from 'antd'
import { useCurrency } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { PercentField } from '../../schema-form/percent-field.js'
import { MoneyField, moneyRule, priceText } from '../../ui/money-field.js'
import { DayField } from '../../ui/time.js'
import { percentRule } from './percent-rule.js'
import { quickDeductions, type TaxDraft } from './tax-draft.js'

const MONEY_MAX_FEN = 100_000_000
const BRACKETS_MAX = 10

interface Props {
  /** Which of the rules of the form around it. */
  readonly at: number
  readonly rules: readonly TaxDraft[]
}

/** The fields of one scale: from when, what is taken off first, the brackets, and where it is written. */
export function TaxEditor({ at, rules }: Props) {
  const { common, settlement } = useTexts()
  const texts = settlement.tax
  const money = [moneyRule({ isRequired: true, max: MONEY_MAX_FEN, texts: common })]
  const isNew = async (_: unknown, day: string | null) => {
    if (day && rules.some(({ from }, index) => index !== at && from === day)) throw new Error(texts.sameDay)
  }
  return (
    <div>
      <Form.Item
        name={[at, 'from']}
        label={texts.from}
        extra={texts.fromHelp}
        rules={[{ required: true, message: common.required }, { validator: isNew }]}
      >
        <DayField />
      </Form.Item>
      <div className="two two-short">
        <Form.Item name={[at, 'smallUpToFen']} label={texts.smallUpTo} rules={money}>
          <MoneyField />
        </Form.Item>
        <Form.Item name={[at, 'smallDeductionFen']} label={texts.smallDeduction} rules={money}>
          <MoneyField />
        </Form.Item>
        <Form.Item name={[at, 'deductionBps']} label={texts.deduction} rules={[percent(texts.badRate)]}>
          <PercentField />
        </Form.Item>
      </div>
      <Brackets at={at} rules={rules} />
      <Form.Item
        name={[at, 'source']}
        label={texts.source}
        extra={texts.sourceHelp}
        rules={[{ required: true, whitespace: true, max: 200, message: texts.sourceMissing }]}
      >
        <Input maxLength={200} placeholder={texts.sourcePlaceholder} />
      </Form.Item>
    </div>
  )
}

const percent = (message: string) => percentRule({ min: 0, max: 10_000, message })

function Brackets({ at, rules }: Props) {
  const { common, settlement } = useTexts()
  const texts = settlement.tax
  const currency = useCurrency()
  const brackets = rules[at]?.brackets ?? []
  const quick = quickDeductions(brackets)
  const last = brackets.length - 1
  const rises = (name: number) => async (_: unknown, fen: number | null) => {
    const before = brackets[name - 1]?.upToFen
    if (typeof fen === 'number' && typeof before === 'number' && fen <= before) throw new Error(texts.rises)
  }
  return (
    <Form.Item label={texts.brackets} extra={texts.bracketsHelp} required>
      <Form.List name={[at, 'brackets']}>
        {(lines, { add, remove }) => (
          <div className="stack">
            {lines.map(({ key, name }) => (
              <div key={key} className="bracket">
                {name === last ? (
                  <span className="bracket-rest">{texts.rest}</span>
                ) : (
                  <Form.Item
                    name={[name, 'upToFen']}
                    label={texts.upTo}
                    rules={[
                      moneyRule({ isRequired: true, min: 1, max: MONEY_MAX_FEN, texts: common }),
                      { validator: rises(name) },
                    ]}
                  >
                    <MoneyField />
                  </Form.Item>
                )}
                <Form.Item name={[name, 'bps']} label={texts.rate} rules={[percent(texts.badRate)]}>
                  <PercentField />
                </Form.Item>
                <Button
                  type="text"
                  className="bracket-remove"
                  icon={<DeleteOutlined />}
                  aria-label={common.remove}
                  disabled={name === last}
                  onClick={() => remove(name)}
                />
                <span className="quiet bracket-quick">
                  {texts.quick(priceText({ amount: quick[name] ?? 0, currency }))}
                </span>
              </div>
            ))}
            {lines.length < BRACKETS_MAX && (
              <Button type="dashed" icon={<PlusOutlined />} onClick={() => add({}, last)}>
                {texts.addBracket}
              </Button>
            )}
          </div>
        )}
      </Form.List>
    </Form.Item>
  )
}
