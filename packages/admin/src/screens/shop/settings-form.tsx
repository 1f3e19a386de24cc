import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, ColorPicker, Form, Input, InputNumber, Select } from 'antd'
import { isCode } from '../../api/client.js'
import { changeSettings, getSettings, type Settings, type SettingsChange } from '../../api/store.js'
import { SHOPS, useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { textOn } from '../../ui/contrast.js'
import { MoneyField, moneyRule } from '../../ui/money-field.js'
import { FormBar, Panel, SaveButton } from '../../ui/page.js'
import { PictureField } from '../../ui/picture-field.js'
import { Swatches } from '../../ui/swatches.js'
import { useFail } from '../../ui/use-fail.js'
import { useWords } from '../../ui/use-words.js'

type Fields = Omit<SettingsChange, 'version' | 'published' | 'acknowledged'>

const READABLE = 4.5

/** Everything of the shop that is no switch; saved on the version that was seen, typed text survives a conflict. */
export function SettingsForm({ settings }: { readonly settings: Settings }) {
  const { storeId } = useShop()
  const { common, shop } = useTexts()
  const texts = shop.settings
  const may = useMay('store:write')
  const client = useQueryClient()
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const fail = useFail(form)
  const words = useWords()
  const save = useMutation({
    mutationFn: ({ payableFloor, ...fields }: Fields) =>
      words((acknowledged) =>
        changeSettings(storeId, {
          ...fields,
          payableFloor: { amount: payableFloor?.amount ?? 0, currency: settings.currency },
          version: settings.version,
          acknowledged,
        }),
      ),
    onSuccess: async (data) => {
      client.setQueryData(['settings', storeId], data)
      await client.invalidateQueries({ queryKey: SHOPS })
      void message.success(common.saved)
    },
    onError: async (error) => {
      if (!isCode(error, 'SETTINGS_CHANGED')) return fail(error)
      client.setQueryData(['settings', storeId], await getSettings(storeId))
      void message.warning(texts.changedElsewhere, 6)
    },
  })
  const required = [{ required: true, whitespace: true, message: common.required }]
  return (
    <Form
      form={form}
      layout="vertical"
      disabled={!may}
      initialValues={settings}
      onFinish={(fields) => save.mutate(fields)}
    >
      <Panel title={texts.basics} help={texts.basicsHelp}>
        <Form.Item name="name" label={texts.name} rules={required}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="tagline" label={texts.tagline}>
          <Input maxLength={120} placeholder={texts.taglineExample} />
        </Form.Item>
        <Form.Item name="announcement" label={texts.announcement} extra={texts.announcementHelp}>
          <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} />
        </Form.Item>
        <Form.Item name="story" label={texts.story} extra={texts.storyHelp}>
          <Input.TextArea autoSize={{ minRows: 3 }} maxLength={4000} />
        </Form.Item>
        <Form.Item name="locale" label={texts.language}>
          <Select
            options={[
              { value: 'zh-CN', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
          />
        </Form.Item>
      </Panel>
      <Panel title={texts.look} help={texts.lookHelp}>
        <Form.Item name="brandColor" label={texts.color}>
          <ColorField />
        </Form.Item>
        <Form.Item name="logoId" label={texts.logo} extra={texts.logoHelp}>
          <PictureField />
        </Form.Item>
        <Form.Item name="bannerId" label={texts.banner} extra={texts.bannerHelp}>
          <PictureField isWide />
        </Form.Item>
      </Panel>
      <Panel title={texts.contact} help={texts.contactHelp}>
        <Form.Item name="contactPhone" label={texts.phone}>
          <Input maxLength={30} inputMode="tel" />
        </Form.Item>
        <Form.Item name="address" label={texts.address}>
          <Input maxLength={200} />
        </Form.Item>
      </Panel>
      <Panel title={texts.trade} help={texts.tradeHelp}>
        <div className="two">
          <Form.Item
            name="unpaidMinutes"
            label={texts.unpaid}
            rules={[{ required: true, message: common.required }]}
          >
            <InputNumber min={1} max={1440} precision={0} className="full" />
          </Form.Item>
          <Form.Item
            name="completeDays"
            label={texts.complete}
            rules={[{ required: true, message: common.required }]}
          >
            <InputNumber min={1} max={60} precision={0} className="full" />
          </Form.Item>
        </div>
        <Form.Item
          name={['payableFloor', 'amount']}
          label={texts.floor}
          extra={texts.floorHelp}
          rules={[moneyRule({ texts: common })]}
        >
          <MoneyField currency={settings.currency} />
        </Form.Item>
      </Panel>
      {may && (
        <FormBar>
          <SaveButton isSaving={save.isPending} />
        </FormBar>
      )}
    </Form>
  )
}

interface ColorFieldProps {
  readonly value?: string
  readonly onChange?: (color: string) => void
}

/** The brand colour with the check that text on it can be read. */
function ColorField({ value = '#e8825a', onChange }: ColorFieldProps) {
  const texts = useTexts().shop.settings
  const on = textOn(value)
  const ratio = on.ratio.toFixed(1)
  return (
    <>
      <Swatches value={value} onChange={(color) => onChange?.(color)} />
      <div className="row row-wrap">
        <ColorPicker
          value={value}
          disabledAlpha
          format="hex"
          showText={() => texts.ownColor}
          onChangeComplete={(color) => onChange?.(color.toHexString().slice(0, 7).toLowerCase())}
        />
        <span className="sample" style={{ background: value, color: on.color }}>
          {texts.sample}
        </span>
        <span className={on.ratio >= READABLE ? 'quiet' : 'warn'}>
          {on.ratio >= READABLE ? texts.contrastGood(ratio) : texts.contrastPoor(ratio)}
        </span>
      </div>
    </>
  )
}
