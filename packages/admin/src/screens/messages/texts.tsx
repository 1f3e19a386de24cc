import { RightOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Tag } from 'antd'
import { useState } from 'react'
import { type Channel, getMessageSetup, type MessageEvent, type MessageSetup } from '../../api/messages.js'
import { useShop } from '../../app/session.js'
import { useSpeech, useTexts } from '../../i18n/texts.js'
import { Page, Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { MessageTabs } from './message-tabs.js'
import { filled } from './sms.js'
import { TextDrawer } from './text-drawer.js'

const CATEGORIES = ['service', 'secret', 'marketing'] as const

/** Where an event goes besides the inbox: the merchant's choice, or ours, on the channels that are set up. */
function wishedOf({ settings }: MessageSetup, event: MessageEvent): readonly Channel[] {
  return (event.category === 'secret' ? undefined : settings.events[event.name]) ?? event.channels
}

/** Every message of the shop: its words and its channels. */
export function Screen() {
  const { storeId } = useShop()
  const { messages } = useTexts()
  const setup = useQuery({
    queryKey: ['message-setup', storeId],
    queryFn: () => getMessageSetup(storeId),
  })
  const [name, setName] = useState<string | null>(null)
  const event = setup.data?.events.find((one) => one.name === name)
  return (
    <Page title={messages.texts.title} help={messages.texts.help}>
      <MessageTabs />
      <Loaded from={setup}>
        {(all) =>
          CATEGORIES.map((category) => {
            const events = all.events.filter((one) => one.category === category)
            if (events.length === 0) return null
            return (
              <Panel key={category} title={messages.categories[category]} isFlush>
                {events.map((one) => (
                  <EventLine key={one.name} setup={all} event={one} onOpen={() => setName(one.name)} />
                ))}
              </Panel>
            )
          })
        }
      </Loaded>
      {setup.data && event && (
        <TextDrawer
          key={event.name}
          setup={setup.data}
          event={event}
          wished={wishedOf(setup.data, event)}
          onClose={() => setName(null)}
        />
      )}
    </Page>
  )
}

interface EventLineProps {
  readonly setup: MessageSetup
  readonly event: MessageEvent
  readonly onOpen: () => void
}

function EventLine({ setup, event, onOpen }: EventLineProps) {
  const { messages } = useTexts()
  const titles = Object.fromEntries(event.variables.map(({ name, title }) => [name, `【${title}】`]))
  const used = wishedOf(setup, event).filter((channel) => setup.settings.providers[channel] !== '')
  const { language } = useSpeech()
  const text = event.own[language] ?? event.ours[language]
  return (
    <button type="button" className="more-line message-line" onClick={onOpen}>
      <span className="grow stack tight">
        <span className="row row-wrap">
          <b>{event.title}</b>
          {[event.own, event.ownSms].some((own) => own['zh-CN'] !== null || own.en !== null) && (
            <Tag color="blue">{messages.texts.own}</Tag>
          )}
          {used.length === 0 ? (
            <Tag>{messages.texts.inboxOnly}</Tag>
          ) : (
            used.map((channel) => (
              <Tag key={channel} color="green">
                {messages.channels[channel]}
              </Tag>
            ))
          )}
        </span>
        <span className="quiet message-text">{filled(text, titles)}</span>
      </span>
      <RightOutlined />
    </button>
  )
}
