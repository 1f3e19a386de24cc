import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Form, InputNumber, Switch } from 'antd'
import { isCode } from '../../api/client.js'
import { type EarningSettings, getEarningSettings, saveEarningSettings } from '../../api/earnings.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { PercentField } from '../../schema-form/percent-field.js'
import { MoneyField, moneyRule } from '../../ui/money-field.js'
import { Panel, SaveButton } from '../../ui/page.js'
import { useFail } from '../../ui/use-fail.js'
import { percentRule } from './percent-rule.js'

const RETURN_DAYS_MAX = 60
const SHARE_MIN_BPS = 100
const SHARE_MAX_BPS = 3000
const CAP_MIN_FEN = 100
const CAP_MAX_FEN = 1_000_000

interface Saved {
  readonly settings: EarningSettings
  readonly version: number
}

/** The return window, and the part a merchant funds before it is over. */
export function EarningRules({ saved }: { readonly saved: Saved }) {
  const { storeId } = useShop()
  const { settlement, common } = useTexts()
  const texts = settlement.settings
  const may = useMay('payouts:write')
  const client = useQueryClient()
  const { message } = App.useApp()
  const [form] = Form.useForm<EarningSettings>()
  const fail = useFail(form)
  const isEarly = Form.useWatch(['early', 'isOn'], form) ?? saved.settings.early.isOn
  const key = ['settlement', storeId, 'earning-rules']
  const save = useMutation({
    mutationFn: ({ returnDays, early }: EarningSettings) =>
      saveEarningSettings(storeId, {
        settings: { returnDays, early: { ...saved.settings.early, ...early } },
        version: saved.version,
      }),
    onSuccess: (now) => {
      client.setQueryData(key, now)
      void message.success(common.saved)
    },
    onError: async (error) => {
      if (!isCode(error, 'EARNING_SETTINGS_CHANGED')) return fail(error)
      client.setQueryData(key, await getEarningSettings(storeId))
      void message.warning(texts.changedElsewhere, 6)
    },
  })
  const capRule = moneyRule({
    isRequired: true,
    min: CAP_MIN_FEN,
    max: CAP_MAX_FEN,
    texts: { ...common, badMoney: texts.between('¥1', '¥10,000') },
  })
  return (
    <Form
      form={form}
      layout="vertical"
      disabled={!may}
      initialValues={saved.settings}
      onFinish={(fields) => save.mutate(fields)}
    >
      <Panel title={texts.earnings} help={texts.frozenNote}>
        <Form.Item
          name="returnDays"
          label={texts.returnDays}
          extra={texts.returnDaysHelp}
          rules={[
            percentRule({ min: 0, max: RETURN_DAYS_MAX, message: texts.between('0', `${RETURN_DAYS_MAX}`) }),
          ]}
        >
          <InputNumber precision={0} addonAfter={texts.days} />
        </Form.Item>
        <Form.Item
          name={['early', 'isOn']}
          label={texts.early}
          extra={texts.earlyHelp}
          valuePropName="checked"
        >
          <Switch />
        </Form.Item>
        {isEarly && (
          <div className="two">
            <Form.Item
              name={['early', 'shareBps']}
              label={texts.share}
              extra={texts.shareHelp}
              rules={[percentRule({ min: SHARE_MIN_BPS, max: SHARE_MAX_BPS, message: texts.shareRange })]}
            >
              <PercentField />
            </Form.Item>
            <Form.Item name={['early', 'capFen']} label={texts.cap} rules={[capRule]}>
              <MoneyField />
            </Form.Item>
          </div>
        )}
        {may && <SaveButton isSaving={save.isPending} />}
      </Panel>
    </Form>
  )
}
