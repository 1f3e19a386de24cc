import { ReloadOutlined } from '@ant-design/icons'
import { Button, Drawer, Tag } from 'antd'
import { listMessagesOf, type ShopLine } from '../../api/operator.js'
import { useTexts } from '../../i18n/texts.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { Time } from '../../ui/time.js'

interface MessagesDrawerProps {
  readonly shop: ShopLine
  readonly onClose: () => void
}

/** What a shop has sent, newest first, with its one-time codes. */
export function MessagesDrawer({ shop, onClose }: MessagesDrawerProps) {
  const { operator, shop: shopTexts } = useTexts()
  const list = usePaged(['operator', 'messages', shop.storeId], (after) =>
    listMessagesOf(shop.storeId, after),
  )
  const refresh = (
    <Button icon={<ReloadOutlined />} loading={list.isFetching} onClick={() => void list.refetch()}>
      {operator.refresh}
    </Button>
  )
  return (
    <Drawer open title={operator.messagesOf(shop.name)} size="large" onClose={onClose} extra={refresh}>
      <p className="panel-help">{operator.messagesHelp}</p>
      <Loaded from={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Nothing text={operator.messagesEmpty} help={operator.messagesEmptyHelp} />
          ) : (
            <ul className="cards">
              {rows.map((row) => (
                <li key={row.id} className="panel">
                  <div className="stack">
                    <span className="row between quiet">
                      <span>
                        <Time at={row.createdAt} /> · {row.addressMasked}
                      </span>
                      <Tag>{shopTexts.messages.channels[row.channel]}</Tag>
                    </span>
                    <span className="message-text select-all">{row.text}</span>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <LoadMore list={list} />
    </Drawer>
  )
}
