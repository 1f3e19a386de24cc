import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Checkbox, Form, type FormInstance, InputNumber, Select } from 'antd'
import { isCode } from '../../api/client.js'
import {
  getPayoutSettings,
  type PayoutSettings,
  type SavedPayoutSettings,
  savePayoutSettings,
  type TaxRule,
} from '../../api/payouts.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { PercentField } from '../../schema-form/percent-field.js'
import { MoneyField, moneyRule } from '../../ui/money-field.js'
import { FormBar, Panel, SaveButton } from '../../ui/page.js'
import { useFail } from '../../ui/use-fail.js'
import { percentRule } from './percent-rule.js'
import { type TaxDraft, toRule } from './tax-draft.js'
import { TaxRules } from './tax-rules.js'

/** Scales that are only looked at have no fields, and are left out of what a form hands over. */
const allTyped = (form: FormInstance<Typed>): Typed => form.getFieldsValue(true)

/** As it is sent: a scale nobody touched goes back as it came. */
function toTax(typed: TypedTax, { rules }: PayoutSettings['tax']): PayoutSettings['tax'] {
  const known = new Map(rules.map((rule) => [JSON.stringify(rule), rule]))
  const sent = (typed.rules ?? rules).map(
    (draft) => known.get(JSON.stringify(draft)) ?? toRule(draft) ?? (draft as TaxRule),
  )
  return { kind: typed.kind, rules: sent.toSorted((a, b) => (a.from < b.from ? -1 : 1)) }
}

const WAYS = ['wechat', 'alipay', 'bank'] as const
const FEE_MAX_BPS = 1000
const MONEY_MAX_FEN = 100_000_000

interface TypedTax {
  readonly kind: PayoutSettings['tax']['kind']
  /** Not there while no tax is withheld. */
  readonly rules?: readonly TaxDraft[]
}

type Typed = Omit<PayoutSettings, 'tax'> & { readonly tax: TypedTax }

/** How withdrawals work, who approves them, how they are paid and taxed; saved on the version that was seen. */
export function PayoutRules({ saved }: { readonly saved: SavedPayoutSettings }) {
  const { storeId } = useShop()
  const { settlement, common } = useTexts()
  const texts = settlement.settings
  const may = useMay('payouts:approve')
  const client = useQueryClient()
  const { message, modal } = App.useApp()
  const [form] = Form.useForm<Typed>()
  const fail = useFail(form)
  const kind = Form.useWatch(['tax', 'kind'], form) ?? saved.settings.tax.kind
  const key = ['settlement', storeId, 'payout-rules']
  const save = useMutation({
    mutationFn: (fields: Typed) =>
      savePayoutSettings(storeId, {
        settings: { ...saved.settings, ...fields, tax: toTax(allTyped(form).tax, saved.settings.tax) },
        version: saved.version,
      }),
    onSuccess: (now) => {
      client.setQueryData(key, now)
      void message.success(common.saved)
    },
    onError: async (error) => {
      if (!isCode(error, 'PAYOUT_SETTINGS_CHANGED')) return fail(error)
      client.setQueryData(key, await getPayoutSettings(storeId))
      void message.warning(texts.changedElsewhere, 6)
    },
  })
  const submit = (fields: Typed) => {
    if (fields.tax.kind === saved.settings.tax.kind || fields.tax.kind !== 'none') return save.mutate(fields)
    modal.confirm({ title: texts.taxKinds.none, content: texts.taxOff, onOk: () => save.mutate(fields) })
  }
  const required = [{ required: true, message: common.required }]
  const count = (max: number) => [percentRule({ min: 1, max, message: texts.between('1', `${max}`) })]
  const money = (min: number) => [
    moneyRule({
      ...{ isRequired: true, min, max: MONEY_MAX_FEN },
      texts: { ...common, badMoney: texts.between(min === 0 ? '¥0' : '¥0.01', '¥1,000,000') },
    }),
  ]
  return (
    <Form form={form} layout="vertical" disabled={!may} initialValues={saved.settings} onFinish={submit}>
      <Panel title={texts.payouts}>
        <div className="two">
          <Form.Item name="minimumFen" label={texts.minimum} rules={money(1)}>
            <MoneyField />
          </Form.Item>
          <Form.Item name="ways" label={texts.ways} rules={required}>
            <Checkbox.Group options={WAYS.map((value) => ({ value, label: settlement.ways[value] }))} />
          </Form.Item>
          <Form.Item name="dailyCount" label={texts.dailyCount} rules={count(50)}>
            <InputNumber precision={0} addonAfter={texts.times} />
          </Form.Item>
          <Form.Item name="dailyFen" label={texts.dailyFen} rules={money(1)}>
            <MoneyField />
          </Form.Item>
          <Form.Item
            name="feeBps"
            label={texts.feeBps}
            extra={texts.feeHelp}
            rules={[percentRule({ min: 0, max: FEE_MAX_BPS, message: texts.between('0%', '10%') })]}
          >
            <PercentField />
          </Form.Item>
          <Form.Item name="feeFixedFen" label={texts.feeFixed} rules={money(0)}>
            <MoneyField />
          </Form.Item>
        </div>
      </Panel>
      <Panel title={texts.review}>
        <div className="two">
          <Form.Item name="autoBelowFen" label={texts.autoBelow} extra={texts.autoBelowHelp} rules={money(0)}>
            <MoneyField />
          </Form.Item>
          <Form.Item
            name="secondAboveFen"
            label={texts.secondAbove}
            extra={texts.secondAboveHelp}
            rules={money(0)}
          >
            <MoneyField />
          </Form.Item>
        </div>
      </Panel>
      <Panel title={texts.pay}>
        <div className="two">
          <Form.Item name="route" label={texts.route}>
            <Select options={saved.routes.map((value) => ({ value, label: settlement.routes(value) }))} />
          </Form.Item>
          <Form.Item
            name="confirmDays"
            label={texts.confirmDays}
            extra={texts.confirmDaysHelp}
            rules={count(90)}
          >
            <InputNumber precision={0} addonAfter={texts.days} />
          </Form.Item>
        </div>
      </Panel>
      <Panel title={texts.tax} help={texts.taxHelp}>
        <Form.Item name={['tax', 'kind']}>
          <Select
            aria-label={texts.tax}
            options={(['labour', 'none'] as const).map((value) => ({ value, label: texts.taxKinds[value] }))}
          />
        </Form.Item>
        {kind === 'labour' && <TaxRules saved={saved} />}
      </Panel>
      {may && (
        <FormBar>
          <SaveButton isSaving={save.isPending} />
        </FormBar>
      )}
    </Form>
  )
}
