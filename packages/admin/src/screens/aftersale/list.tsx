import { Badge, Button, Tabs, Tag } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { type CasePage, type CaseRow, type CaseState, listCases } from '../../api/aftersale.js'
import { usePath, useShop } from '../../app/session.js'
import { useZone } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { Page } from '../../ui/page.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Thumb } from '../../ui/picture.js'
import { Rows } from '../../ui/rows.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { Time } from '../../ui/time.js'

const GROUPS: Readonly<Record<'todo' | 'shopper' | 'done', readonly CaseState[]>> = {
  todo: ['asked', 'escalated', 'sent', 'arrived'],
  shopper: ['refused', 'sending'],
  done: ['refunded', 'exchanged', 'closed'],
}
type Group = keyof typeof GROUPS
const isGroup = (text: string): text is Group => text in GROUPS

/** After-sale cases by who is waited for, those due first. */
export function Screen() {
  const { storeId } = useShop()
  const { aftersale: texts } = useTexts()
  const to = usePath()
  const [search, setSearch] = useSearchParams()
  const asked = search.get('group') ?? ''
  const group = isGroup(asked) ? asked : 'todo'
  const state = GROUPS[group].join(',')
  const list = usePaged<CaseRow, CasePage>(['aftersale', storeId, 'list', state], (cursor) =>
    listCases(storeId, state, cursor),
  )
  const counts = list.firstPage?.counts ?? {}
  const waiting = GROUPS.todo.reduce((sum, one) => sum + (counts[one] ?? 0), 0)
  return (
    <Page
      title={texts.title}
      help={texts.help}
      action={
        <Link to={to('/aftersales/settings')}>
          <Button>{texts.settings}</Button>
        </Link>
      }
    >
      <Tabs
        activeKey={group}
        onChange={(key) => setSearch({ group: key }, { replace: true })}
        items={Object.keys(GROUPS)
          .filter(isGroup)
          .map((key) => ({
            key,
            label:
              key === 'todo' && waiting > 0 ? (
                <Badge count={waiting} overflowCount={999} offset={[10, -2]} color="#b5532a">
                  {texts.groups[key]}
                </Badge>
              ) : (
                texts.groups[key]
              ),
          }))}
      />
      <Loaded from={list}>
        {(rows) =>
          rows.length > 0 ? <CaseRows rows={rows} /> : <Nothing text={texts.empty} help={texts.emptyHelp} />
        }
      </Loaded>
      <LoadMore list={list} />
    </Page>
  )
}

export function CaseTag({ state }: { readonly state: CaseState }) {
  const { states } = useTexts().aftersale
  const isDue = GROUPS.todo.includes(state)
  return <Tag {...(isDue ? { color: 'orange' } : {})}>{states[state]}</Tag>
}

function CaseRows({ rows }: { readonly rows: readonly CaseRow[] }) {
  const texts = useTexts().aftersale
  const to = usePath()
  const zone = useZone()
  const link = ({ id }: CaseRow) => to(`/aftersales/${id}`)
  const goods = (row: CaseRow) => (
    <span className="row">
      <Thumb hash={row.goods[0]?.mediaHash ?? null} size={44} />
      <span className="stack tight">
        <span>{row.goods.map(({ title, units }) => `${title} × ${units}`).join('，')}</span>
        <span className="quiet">{row.contactMasked}</span>
      </span>
    </span>
  )
  const due = ({ dueAt }: CaseRow) => (dueAt ? <Time at={dueAt} zone={zone} /> : null)
  return (
    <Rows
      rows={rows}
      keyOf={(row) => row.id}
      columns={[
        { title: texts.columns.goods, render: (_, row) => <Link to={link(row)}>{goods(row)}</Link> },
        { title: texts.columns.kind, render: (_, row) => texts.kinds[row.kind] },
        { title: texts.columns.reason, render: (_, row) => row.reason },
        { title: texts.columns.due, render: (_, row) => due(row) },
        { title: texts.columns.state, render: (_, row) => <CaseTag state={row.state} /> },
      ]}
      card={(row) => (
        <Link to={link(row)} className="card-link stack">
          <span className="row between">
            <strong>{texts.kinds[row.kind]}</strong>
            <CaseTag state={row.state} />
          </span>
          {goods(row)}
          <span className="row between quiet">
            <span>{row.reason}</span>
            {due(row)}
          </span>
        </Link>
      )}
    />
  )
}
