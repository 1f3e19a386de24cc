import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, InputNumber, Switch } from 'antd'
import { isCode } from '../../api/client.js'
import {
  deleteTag,
  getRisk,
  listTags,
  type RiskNumbers,
  type RiskSettings,
  saveRisk,
} from '../../api/desk.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Act } from '../../ui/act.js'
import { MoneyField } from '../../ui/money-field.js'
import { Page, Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { useFail } from '../../ui/use-fail.js'
import { TagChips, TagPicker } from './tag-picker.js'

/** Tags of orders, and from when on an order looks odd. */
export function Screen() {
  const texts = useTexts().deskSettings
  const to = usePath()
  return (
    <Page isNarrow back={to('/orders')} title={texts.title}>
      <Tags />
      <Risk />
    </Page>
  )
}

function Tags() {
  const { storeId } = useShop()
  const texts = useTexts().deskSettings
  const may = useMay('orders:refund')
  const tags = useQuery({ queryKey: ['order-tags', storeId], queryFn: () => listTags(storeId) })
  return (
    <Panel title={texts.tags}>
      <p className="quiet">{texts.tagsHelp}</p>
      <Loaded from={tags} rows={2}>
        {(all) => (
          <ul className="lines">
            {all.map((tag) => (
              <li key={tag.id} className="row between">
                <TagChips tags={[tag]} />
                {may && (
                  <Act
                    renews="order-tags"
                    label={texts.deleteTag}
                    button={{ size: 'small' }}
                    isDanger
                    title={texts.deleteTag}
                    help={texts.deleteTagHelp(tag.name)}
                    act={() => deleteTag(storeId, tag.id)}
                  />
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <TagPicker hasOnlyNew onChoose={() => {}} />
    </Panel>
  )
}

function Risk() {
  const { storeId } = useShop()
  const texts = useTexts().deskSettings
  const risk = useQuery({ queryKey: ['order-risk', storeId], queryFn: () => getRisk(storeId) })
  return (
    <Panel title={texts.risk}>
      <p className="quiet">{texts.riskHelp}</p>
      <Loaded from={risk} rows={6}>
        {(saved) => <RiskForm key={saved.version} saved={saved} />}
      </Loaded>
    </Panel>
  )
}

const WHOLE = [
  ['windowHours', 1, 168],
  ['sameDoorOrders', 0, 100],
  ['samePhoneOrders', 0, 100],
  ['manyUnits', 0, 9999],
  ['refundedOrders', 0, 20],
] as const
const MONEY = ['nearZeroFen', 'firstOrderFen'] as const

function RiskForm({ saved }: { readonly saved: RiskSettings }) {
  const { storeId } = useShop()
  const { deskSettings: texts, common } = useTexts()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [form] = Form.useForm<RiskNumbers>()
  const fail = useFail(form)
  const may = useMay('store:write')
  const key = ['order-risk', storeId]
  const save = useMutation({
    mutationFn: (fields: RiskNumbers) =>
      saveRisk(storeId, { settings: { ...saved.settings, ...fields }, version: saved.version }),
    onSuccess: async (now) => {
      void message.success(common.saved)
      client.setQueryData(key, now)
      await client.invalidateQueries({ queryKey: ['orders', storeId] })
    },
    onError: async (error) => {
      if (!isCode(error, 'ORDER_RISK_CHANGED')) return fail(error)
      client.setQueryData(key, await getRisk(storeId))
      void message.warning(texts.changedElsewhere, 6)
    },
  })
  const required = [{ required: true, message: common.required }]
  return (
    <Form
      form={form}
      layout="vertical"
      disabled={!may}
      initialValues={saved.settings}
      onFinish={(fields) => save.mutate(fields)}
    >
      {WHOLE.map(([name, min, max]) => (
        <Form.Item key={name} name={name} label={texts.numbers[name]} rules={required}>
          <InputNumber min={min} max={max} precision={0} inputMode="numeric" />
        </Form.Item>
      ))}
      {MONEY.map((name) => (
        <Form.Item key={name} name={name} label={texts.numbers[name]} rules={required}>
          <MoneyField />
        </Form.Item>
      ))}
      <Form.Item name="belowCost" label={texts.numbers.belowCost} valuePropName="checked">
        <Switch />
      </Form.Item>
      {may && (
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {common.save}
        </Button>
      )}
    </Form>
  )
}
