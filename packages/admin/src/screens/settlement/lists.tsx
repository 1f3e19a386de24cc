import { Button, Tag } from 'antd'
import { Link } from 'react-router'
import { type Batch, listBatches } from '../../api/payouts.js'
import { usePath, useShop } from '../../app/session.js'
import { useZone } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { priceText } from '../../ui/money-field.js'
import { Page } from '../../ui/page.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Rows } from '../../ui/rows.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { Time } from '../../ui/time.js'

/** Rounds of payments by hand, the newest first. */
export function Screen() {
  const { storeId } = useShop()
  const texts = useTexts().settlement.lists
  const to = usePath()
  const list = usePaged(['settlement', storeId, 'lists'], (cursor) => listBatches(storeId, cursor))
  return (
    <Page title={texts.title} help={texts.help} back={to('/settlement/withdrawals?group=pay')}>
      <Loaded from={list}>
        {(rows) =>
          rows.length > 0 ? (
            <BatchRows rows={rows} />
          ) : (
            <Nothing
              text={texts.empty}
              help={texts.emptyHelp}
              action={
                <Link to={to('/settlement/withdrawals?group=pay')}>
                  <Button>{texts.goPay}</Button>
                </Link>
              }
            />
          )
        }
      </Loaded>
      <LoadMore list={list} />
    </Page>
  )
}

function BatchRows({ rows }: { readonly rows: readonly Batch[] }) {
  const { lists: texts, withdrawals } = useTexts().settlement
  const to = usePath()
  const zone = useZone()
  const link = ({ id }: Batch) => to(`/settlement/withdrawals/lists/${id}`)
  const sumOf = (count: number, money: Batch['openNet']) => texts.listed(count, priceText(money))
  return (
    <Rows
      rows={rows}
      keyOf={(row) => row.id}
      columns={[
        {
          title: texts.list,
          render: (_, row) => (
            <Link to={link(row)}>
              <Time at={row.openedAt} zone={zone} />
            </Link>
          ),
        },
        { title: withdrawals.net, render: (_, row) => sumOf(row.listed, row.listedNet) },
        { title: texts.done, render: (_, row) => sumOf(row.paidCount, row.paidNet) },
        { title: texts.left, render: (_, row) => sumOf(row.openCount, row.openNet) },
        { title: withdrawals.state, render: (_, row) => <BatchTag batch={row} /> },
      ]}
      card={(row) => (
        <Link to={link(row)} className="card-link stack tight">
          <span className="row between">
            <strong>
              <Time at={row.openedAt} zone={zone} />
            </strong>
            <BatchTag batch={row} />
          </span>
          <span>{sumOf(row.listed, row.listedNet)}</span>
          {row.openCount > 0 && (
            <span className="quiet">
              {texts.left} {sumOf(row.openCount, row.openNet)}
            </span>
          )}
        </Link>
      )}
    />
  )
}

export function BatchTag({ batch }: { readonly batch: Batch }) {
  const texts = useTexts().settlement.lists
  return batch.closedAt ? <Tag>{texts.closed}</Tag> : <Tag color="processing">{texts.open}</Tag>
}
