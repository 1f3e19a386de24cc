import { Button } from 'antd'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { listWithdrawals, openBatch, type Withdrawal, type WithdrawalPage } from '../../api/payouts.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useCurrency, useZone } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { Act } from '../../ui/act.js'
import { GroupedList } from '../../ui/grouped-list.js'
import { Price, priceText } from '../../ui/money-field.js'
import { Page, Panel } from '../../ui/page.js'
import { usePaged } from '../../ui/paging.js'
import { Rows } from '../../ui/rows.js'
import { Time } from '../../ui/time.js'
import { SettlementTabs, WithdrawalTag } from './parts.js'

/** Which states lie under a tab; the first three and the disputed ask for something to be done. */
const GROUPS = {
  review: ['review', 'second'],
  pay: ['approved', 'batched'],
  sending: ['sending', 'awaiting'],
  disputed: ['disputed'],
  paid: ['paid'],
  done: ['confirmed'],
  ended: ['rejected', 'cancelled', 'failed', 'expired', 'returned'],
} as const
type Group = keyof typeof GROUPS
const DUE: readonly Group[] = ['review', 'pay', 'disputed']

const isGroup = (text: string): text is Group => text in GROUPS

/** What payees asked for, by what is to be done about it. */
export function Screen() {
  const { storeId } = useShop()
  const { settlement } = useTexts()
  const texts = settlement.withdrawals
  const to = usePath()
  const [search, setSearch] = useSearchParams()
  const asked = search.get('group') ?? ''
  const payeeId = search.get('payee') ?? ''
  const group = isGroup(asked) ? asked : 'review'
  const query = { state: GROUPS[group].join(','), payeeId }
  const list = usePaged<Withdrawal, WithdrawalPage>(['settlement', storeId, 'withdrawals', query], (cursor) =>
    listWithdrawals(storeId, query, cursor),
  )
  const counts = list.firstPage?.counts ?? {}
  const countOf = (of: Group) => GROUPS[of].reduce((sum, state) => sum + (counts[state]?.count ?? 0), 0)
  const change = (part: { group?: string; payee?: string }) => {
    const kept = Object.entries({ group, payee: payeeId, ...part }).filter(([, value]) => value !== '')
    setSearch(new URLSearchParams(kept), { replace: true })
  }
  return (
    <Page
      title={settlement.tabs.withdrawals}
      help={texts.help}
      action={
        <Link to={to('/settlement/withdrawals/lists')}>
          <Button>{texts.seeLists}</Button>
        </Link>
      }
    >
      <SettlementTabs />
      {payeeId && (
        <div className="filters">
          <Button onClick={() => change({ payee: '' })}>
            {texts.ofPayee} · {settlement.earnings.showAll}
          </Button>
        </div>
      )}
      <GroupedList
        groups={Object.keys(GROUPS).filter(isGroup)}
        group={group}
        onGroup={(key) => change({ group: key })}
        texts={texts}
        countOf={(key) => (DUE.includes(key) ? countOf(key) : 0)}
        list={list}
        before={
          group === 'pay' &&
          !payeeId &&
          counts.approved &&
          counts.approved.count > 0 && <MakeList {...counts.approved} />
        }
      >
        {(rows) => <WithdrawalRows rows={rows} />}
      </GroupedList>
    </Page>
  )
}

function MakeList({ count, netFen }: { readonly count: number; readonly netFen: number }) {
  const { storeId } = useShop()
  const texts = useTexts().settlement.withdrawals
  const currency = useCurrency()
  const to = usePath()
  const navigate = useNavigate()
  const may = useMay('payouts:write')
  const money = priceText({ amount: netFen, currency })
  return (
    <Panel>
      <div className="row between row-wrap">
        <span>{texts.waitingSum(count, money)}</span>
        {may && (
          <Act
            renews="settlement"
            label={texts.makeList}
            button={{ type: 'primary' }}
            title={texts.makeListTitle}
            help={texts.makeListHelp(count, money)}
            done={texts.listMade}
            act={async (_, key) => {
              const batch = await openBatch(storeId, key)
              await navigate(to(`/settlement/withdrawals/lists/${batch.id}`))
            }}
          />
        )}
      </div>
    </Panel>
  )
}

export function WithdrawalRows({ rows }: { readonly rows: readonly Withdrawal[] }) {
  const { settlement } = useTexts()
  const texts = settlement.withdrawals
  const to = usePath()
  const zone = useZone()
  const link = ({ id }: Withdrawal) => to(`/settlement/withdrawals/${id}`)
  return (
    <Rows
      rows={rows}
      keyOf={(row) => row.id}
      columns={[
        {
          title: texts.payee,
          render: (_, row) => (
            <Link to={link(row)} className="stack tight">
              <span>{row.name}</span>
              <span className="quiet">
                {settlement.ways[row.way]} {row.account}
              </span>
            </Link>
          ),
        },
        { title: texts.asked, render: (_, row) => <Time at={row.askedAt} zone={zone} /> },
        { title: texts.amount, align: 'right', render: (_, row) => <Price money={row.amount} /> },
        {
          title: texts.net,
          align: 'right',
          render: (_, row) => (
            <strong>
              <Price money={row.net} />
            </strong>
          ),
        },
        { title: texts.state, render: (_, row) => <WithdrawalTag state={row.state} /> },
      ]}
      card={(row) => (
        <Link to={link(row)} className="card-link stack tight">
          <span className="row between">
            <strong>{row.name}</strong>
            <WithdrawalTag state={row.state} />
          </span>
          <span className="row between">
            <span className="quiet">
              {settlement.ways[row.way]} {row.account}
            </span>
            <strong>
              <Price money={row.net} />
            </strong>
          </span>
          <span className="quiet">
            <Time at={row.askedAt} zone={zone} />
          </span>
        </Link>
      )}
    />
  )
}
