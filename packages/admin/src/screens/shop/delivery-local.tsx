import { AimOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Form, Input, InputNumber, Select, Switch, TreeSelect } from 'antd'
import { type LocalDelivery, type LocalSettings, saveLocal } from '../../api/delivery.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { MoneyField, moneyRule } from '../../ui/money-field.js'
import { FormBar, Panel, SaveButton } from '../../ui/page.js'
import { regionTree } from '../../ui/regions.js'
import { useFail } from '../../ui/use-fail.js'

interface Fields extends Omit<LocalSettings, 'center'> {
  readonly isOn: boolean
  readonly center?: { readonly lat?: number | null; readonly lng?: number | null }
}

interface LocalFormProps {
  readonly saved: LocalDelivery
  readonly currency: string
}

/** Where the shop's own people deliver to, for what, and when. */
export function LocalForm({ saved, currency }: LocalFormProps) {
  const { storeId } = useShop()
  const { delivery: texts, common } = useTexts()
  const may = useMay('store:write')
  const client = useQueryClient()
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const fail = useFail(form)
  const isOn = Form.useWatch('isOn', form) ?? saved.isOn
  const save = useMutation({
    mutationFn: (fields: Fields) => saveLocal(storeId, bodyOf(fields, saved)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['delivery', storeId] })
      void message.success(common.saved)
    },
    onError: fail,
  })
  return (
    <Form
      form={form}
      layout="vertical"
      disabled={!may}
      initialValues={{ ...saved.settings, center: saved.settings.center ?? {}, isOn: saved.isOn }}
      onFinish={(fields) => save.mutate(fields)}
    >
      <Panel
        title={texts.local}
        help={texts.localHelp}
        extra={
          <Form.Item name="isOn" valuePropName="checked" noStyle>
            <Switch aria-label={texts.local} />
          </Form.Item>
        }
      >
        {null}
      </Panel>
      <div hidden={!isOn}>
        <Places />
        <Price currency={currency} />
        <Times />
      </div>
      {may && (isOn || saved.isOn) && (
        <FormBar>
          <SaveButton isSaving={save.isPending} />
        </FormBar>
      )}
    </Form>
  )
}

function bodyOf({ isOn, center, ...settings }: Fields, saved: LocalDelivery): LocalDelivery {
  const { lat, lng } = center ?? {}
  const point = typeof lat === 'number' && typeof lng === 'number' ? { lat, lng } : null
  const own = { ...saved.settings, ...settings, center: point, freeOverFen: settings.freeOverFen ?? null }
  return { isOn, settings: own, version: saved.version }
}

function Places() {
  const { delivery: texts } = useTexts()
  const form = Form.useFormInstance<Fields>()
  const { message } = App.useApp()
  const here = () =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        form.setFieldsValue({
          center: { lat: Number(coords.latitude.toFixed(5)), lng: Number(coords.longitude.toFixed(5)) },
        }),
      () => void message.warning(texts.hereFailed),
    )
  return (
    <Panel title={texts.where}>
      <Form.Item name="regions" label={texts.localRegions} extra={texts.localRegionsHelp}>
        <TreeSelect
          treeData={regionTree}
          treeCheckable
          showCheckedStrategy={TreeSelect.SHOW_PARENT}
          treeNodeFilterProp="title"
          placeholder={texts.regionsHelp}
          allowClear
        />
      </Form.Item>
      <Form.Item label={texts.center} extra={texts.centerHelp}>
        <Button icon={<AimOutlined />} onClick={here}>
          {texts.useHere}
        </Button>
      </Form.Item>
      <div className="two">
        <Form.Item name={['center', 'lat']} label={texts.lat}>
          <InputNumber min={-90} max={90} precision={5} className="full" />
        </Form.Item>
        <Form.Item name={['center', 'lng']} label={texts.lng}>
          <InputNumber min={-180} max={180} precision={5} className="full" />
        </Form.Item>
        <Form.Item name="radiusMeter" label={texts.radius}>
          <InputNumber min={100} max={50_000} step={500} precision={0} className="full" />
        </Form.Item>
      </div>
    </Panel>
  )
}

function Price({ currency }: { readonly currency: string }) {
  const { delivery: texts, common } = useTexts()
  const money = [moneyRule({ isRequired: true, texts: common })]
  return (
    <Panel title={texts.price}>
      <div className="two">
        <Form.Item name="feeFen" label={texts.fee} required rules={money}>
          <MoneyField currency={currency} />
        </Form.Item>
        <Form.Item
          name="freeOverFen"
          label={texts.freeOver}
          extra={texts.freeOverHelp}
          rules={[moneyRule({ texts: common })]}
        >
          <MoneyField currency={currency} />
        </Form.Item>
        <Form.Item name="leastGoodsFen" label={texts.least} extra={texts.leastHelp} required rules={money}>
          <MoneyField currency={currency} />
        </Form.Item>
      </div>
    </Panel>
  )
}

function Times() {
  const { delivery: texts, common } = useTexts()
  const required = [{ required: true, message: common.required }]
  return (
    <Panel title={texts.when}>
      <Form.List name="slots">
        {(lines, { add, remove }) => (
          <>
            {lines.map(({ key, name }) => (
              <div key={key} className="row slot-row">
                <Form.Item name={[name, 'from']} label={texts.from} rules={required}>
                  <Input type="time" />
                </Form.Item>
                <Form.Item name={[name, 'to']} label={texts.to} rules={required}>
                  <Input type="time" />
                </Form.Item>
                <Form.Item name={[name, 'capacity']} label={texts.capacity} rules={required}>
                  <InputNumber min={1} max={1000} precision={0} />
                </Form.Item>
                <Button
                  type="text"
                  danger
                  icon={<DeleteOutlined />}
                  aria-label={texts.removeSlot}
                  onClick={() => remove(name)}
                />
              </div>
            ))}
            <Form.Item>
              <Button
                icon={<PlusOutlined />}
                disabled={lines.length >= 12}
                onClick={() => add({ from: '20:00', to: '21:00', capacity: 10 })}
              >
                {texts.addSlot}
              </Button>
            </Form.Item>
          </>
        )}
      </Form.List>
      <Form.Item name="weekdays" label={texts.weekdays} rules={required}>
        <Checkbox.Group options={texts.weekday.map((label, index) => ({ label, value: index + 1 }))} />
      </Form.Item>
      <div className="two">
        <Form.Item name="leadMinutes" label={texts.lead} extra={texts.leadHelp} rules={required}>
          <InputNumber min={0} max={10_080} step={30} precision={0} className="full" />
        </Form.Item>
        <Form.Item name="cutOff" label={texts.cutOff} rules={required}>
          <Input type="time" />
        </Form.Item>
        <Form.Item name="days" label={texts.days} rules={required}>
          <InputNumber min={1} max={14} precision={0} className="full" />
        </Form.Item>
        <Form.Item name="closedDays" label={texts.closedDays} extra={texts.closedDaysHelp}>
          <Select mode="tags" open={false} suffixIcon={null} maxCount={60} />
        </Form.Item>
      </div>
    </Panel>
  )
}
