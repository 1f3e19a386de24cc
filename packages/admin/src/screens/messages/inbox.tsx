import { Tag } from 'antd'
import { listMessages } from '../../api/store.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Page } from '../../ui/page.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Rows } from '../../ui/rows.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { MessageTabs } from './message-tabs.js'

export function Screen() {
  const { storeId } = useShop()
  const { messages } = useTexts().shop
  const list = usePaged(['messages', storeId], (cursor) => listMessages(storeId, cursor))
  return (
    <Page title={messages.title} help={messages.help}>
      <MessageTabs />
      <Loaded from={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Nothing text={messages.empty} help={messages.emptyHelp} />
          ) : (
            <Rows
              rows={rows}
              keyOf={(row) => row.id}
              columns={[
                { title: messages.time, width: 170, render: (_, row) => <Time at={row.createdAt} /> },
                {
                  title: messages.channel,
                  width: 110,
                  render: (_, row) => <Tag>{messages.channels[row.channel]}</Tag>,
                },
                { title: messages.to, width: 140, render: (_, row) => row.addressMasked },
                {
                  title: messages.text,
                  render: (_, row) => <span className="message-text">{row.text}</span>,
                },
              ]}
              card={(row) => (
                <div className="stack">
                  <span className="row between quiet">
                    <Time at={row.createdAt} />
                    <Tag>{messages.channels[row.channel]}</Tag>
                  </span>
                  <span className="message-text">{row.text}</span>
                  <span className="quiet">{row.addressMasked}</span>
                </div>
              )}
            />
          )
        }
      </Loaded>
      <LoadMore list={list} />
    </Page>
  )
}
