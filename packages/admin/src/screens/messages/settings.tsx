import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, InputNumber, Select, Switch, TimePicker } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { isCode } from '../../api/client.js'
import { type Channel, getMessageSetup, type MessageSetup, saveMessageSettings } from '../../api/messages.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { FormBar, Page, Panel, SaveButton } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { useFail } from '../../ui/use-fail.js'
import { MessageTabs } from './message-tabs.js'
import { ProviderDialog } from './provider-dialog.js'

const CHANNELS: readonly Channel[] = ['sms', 'email', 'wechat']

/** How the shop sends: channels, quiet hours, how many offers. */
export function Screen() {
  const { storeId } = useShop()
  const { settings: texts } = useTexts().messages
  const setup = useQuery({ queryKey: ['message-setup', storeId], queryFn: () => getMessageSetup(storeId) })
  return (
    <Page title={texts.title} help={texts.help} isNarrow>
      <MessageTabs />
      <Loaded from={setup}>{(all) => <SettingsForm key={all.version} setup={all} />}</Loaded>
    </Page>
  )
}

interface Typed {
  readonly providers: MessageSetup['settings']['providers']
  readonly isQuiet: boolean
  readonly from: Dayjs
  readonly until: Dayjs
  readonly withService: boolean
  readonly offersPerDay: number
}

const timeOf = (minute: number) => dayjs().startOf('day').add(minute, 'minute')
const minuteOf = (time: Dayjs) => time.hour() * 60 + time.minute()

function SettingsForm({ setup }: { readonly setup: MessageSetup }) {
  const { storeId } = useShop()
  const { messages, common } = useTexts()
  const { settings: texts } = messages
  const may = useMay('store:write')
  const client = useQueryClient()
  const { message } = App.useApp()
  const [form] = Form.useForm<Typed>()
  const fail = useFail()
  const { settings, version } = setup
  const save = useMutation({
    mutationFn: (typed: Typed) =>
      saveMessageSettings(storeId, {
        version,
        settings: {
          ...settings,
          providers: typed.providers,
          quiet: {
            isOn: typed.isQuiet,
            fromMinute: minuteOf(typed.from),
            untilMinute: minuteOf(typed.until),
            withService: typed.withService,
          },
          offersPerDay: typed.offersPerDay,
        },
      }),
    onSuccess: () => void message.success(common.saved),
    onError: (error) => {
      if (isCode(error, 'MESSAGE_SETTINGS_CHANGED')) void message.warning(texts.changedElsewhere, 6)
      else fail(error)
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['message-setup', storeId] }),
  })
  const required = [{ required: true, message: common.required }]
  return (
    <Form<Typed>
      form={form}
      layout="vertical"
      disabled={!may}
      onFinish={(typed) => save.mutate(typed)}
      initialValues={{
        providers: settings.providers,
        isQuiet: settings.quiet.isOn,
        from: timeOf(settings.quiet.fromMinute),
        until: timeOf(settings.quiet.untilMinute),
        withService: settings.quiet.withService,
        offersPerDay: settings.offersPerDay,
      }}
    >
      <Panel title={texts.channels} help={texts.channelsHelp}>
        {CHANNELS.map((channel) => (
          <ChannelField key={channel} setup={setup} channel={channel} />
        ))}
      </Panel>
      <Panel title={texts.quiet} help={texts.quietHelp}>
        <Form.Item name="isQuiet" label={texts.quietOn} valuePropName="checked">
          <Switch />
        </Form.Item>
        <div className="two">
          <Form.Item name="from" label={texts.from} rules={required}>
            <TimePicker format="HH:mm" minuteStep={5} needConfirm={false} allowClear={false} />
          </Form.Item>
          <Form.Item name="until" label={texts.until} rules={required}>
            <TimePicker format="HH:mm" minuteStep={5} needConfirm={false} allowClear={false} />
          </Form.Item>
        </div>
        <Form.Item name="withService" label={texts.withService} valuePropName="checked">
          <Switch />
        </Form.Item>
      </Panel>
      <Panel title={texts.offers} help={texts.offersHelp}>
        <Form.Item name="offersPerDay" label={texts.perDay} rules={required}>
          <InputNumber min={0} max={10} precision={0} addonAfter={texts.count} />
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

function ChannelField({ setup, channel }: { readonly setup: MessageSetup; readonly channel: Channel }) {
  const { messages } = useTexts()
  const { settings: texts } = messages
  const [isOpen, setIsOpen] = useState(false)
  const chosen: string = Form.useWatch(['providers', channel]) ?? setup.settings.providers[channel]
  const providers = setup.providers.filter((one) => one.channel === channel)
  const provider = providers.find(({ id }) => id === chosen)
  const asks = provider !== undefined && provider.asks.length > 0
  return (
    <>
      <Form.Item
        name={['providers', channel]}
        label={messages.channels[channel]}
        extra={
          asks && (
            <span className="row">
              <span>{provider.filled ? texts.filled : texts.notFilled}</span>
              <Button size="small" onClick={() => setIsOpen(true)}>
                {provider.filled ? texts.change : texts.fill}
              </Button>
            </span>
          )
        }
      >
        <Select
          options={[
            { value: '', label: texts.none },
            ...providers.map(({ id, title }) => ({ value: id, label: title })),
          ]}
        />
      </Form.Item>
      {isOpen && provider && <ProviderDialog provider={provider} onClose={() => setIsOpen(false)} />}
    </>
  )
}
