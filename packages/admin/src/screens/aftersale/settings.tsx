import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, InputNumber, Switch } from 'antd'
import {
  type AftersaleRules,
  getAftersaleRules,
  type ReturnAddress,
  saveAftersaleRules,
} from '../../api/aftersale.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Page, Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { useFail } from '../../ui/use-fail.js'

const DAYS = [
  ['noReasonDays', 7, 90],
  ['faultDays', 7, 365],
  ['answerDays', 1, 7],
  ['escalateDays', 1, 15],
  ['sendDays', 3, 30],
  ['arriveDays', 3, 30],
  ['inspectDays', 1, 10],
] as const
const EMPTY: ReturnAddress = { name: '', phone: '', region: '', street: '', hint: '' }
const FIELDS = ['name', 'phone', 'region', 'street', 'hint'] as const

/** Deadlines of both sides, and where goods are sent back to. */
export function Screen() {
  const { storeId } = useShop()
  const texts = useTexts().aftersale.rules
  const to = usePath()
  const rules = useQuery({
    queryKey: ['aftersale', storeId, 'rules'],
    queryFn: () => getAftersaleRules(storeId),
  })
  return (
    <Page isNarrow back={to('/aftersales')} title={texts.title} help={texts.help}>
      <Loaded from={rules} rows={10}>
        {(known) => <Rules key={known.version} known={known} />}
      </Loaded>
    </Page>
  )
}

type Fields = AftersaleRules['settings'] & { readonly addresses: readonly ReturnAddress[] }

function Rules({ known }: { readonly known: AftersaleRules }) {
  const { storeId } = useShop()
  const texts = useTexts().aftersale.rules
  const { message } = App.useApp()
  const client = useQueryClient()
  const [form] = Form.useForm<Fields>()
  const fail = useFail(form)
  const may = useMay('store:write')
  const saving = useMutation({
    mutationFn: ({ addresses, ...settings }: Fields) =>
      saveAftersaleRules(storeId, {
        settings,
        addresses: addresses.map((one) => ({ ...EMPTY, ...one, hint: one.hint ?? '' })),
        version: known.version,
      }),
    onSuccess: (saved) => {
      void message.success(texts.saved)
      client.setQueryData(['aftersale', storeId, 'rules'], saved)
    },
    onError: fail,
  })
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      disabled={!may}
      initialValues={{ ...known.settings, addresses: known.addresses }}
      onFinish={(fields) => saving.mutate(fields)}
    >
      <Panel title={texts.addresses}>
        <Form.List name="addresses">
          {(items, { add, remove }) => (
            <>
              <p className="quiet">{texts.first}</p>
              {items.map(({ key, name }) => (
                <div key={key} className="stack">
                  {FIELDS.map((field) => (
                    <Form.Item
                      key={field}
                      name={[name, field]}
                      label={texts[field]}
                      rules={field === 'hint' ? [] : [{ required: true, whitespace: true }]}
                    >
                      <Input maxLength={field === 'hint' ? 200 : 60} />
                    </Form.Item>
                  ))}
                  <Button onClick={() => remove(name)}>{texts.remove}</Button>
                </div>
              ))}
              {items.length < 10 && (
                <Button type="dashed" block onClick={() => add(EMPTY)}>
                  {texts.add}
                </Button>
              )}
            </>
          )}
        </Form.List>
      </Panel>
      <Panel title={texts.days}>
        {DAYS.map(([name, min, max]) => (
          <Form.Item key={name} name={name} label={texts[name]} rules={[{ required: true }]}>
            <InputNumber min={min} max={max} precision={0} />
          </Form.Item>
        ))}
        <Form.Item name="isInstantBeforeSending" label={texts.isInstantBeforeSending} valuePropName="checked">
          <Switch />
        </Form.Item>
      </Panel>
      <Button type="primary" htmlType="submit" loading={saving.isPending} block>
        {texts.save}
      </Button>
    </Form>
  )
}
