import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { Link, useSearchParams } from 'react-router'
import { saveQuarterFile } from '../../api/payouts.js'
import {
  type Figures,
  listPayeeMonths,
  type MonthPage,
  type PayeeMonth,
  saveMonth,
} from '../../api/statements.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Act } from '../../ui/act.js'
import { Page, Panel } from '../../ui/page.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Rows } from '../../ui/rows.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { Fen, PayeeName, SettlementTabs } from './parts.js'
import { SaveButton } from './save-button.js'

/** A month of all payees, added up from the ledger; and the file for the tax return of a quarter. */
export function Screen() {
  const { storeId } = useShop()
  const { settlement } = useTexts()
  const texts = settlement.statements
  const [search, setSearch] = useSearchParams()
  const asked = search.get('month') ?? ''
  const list = usePaged<PayeeMonth, MonthPage>(['settlement', storeId, 'statements', asked], (cursor) =>
    listPayeeMonths(storeId, asked, cursor),
  )
  const month = asked || (list.firstPage?.month ?? '')
  return (
    <Page title={settlement.tabs.statements} help={texts.help}>
      <SettlementTabs />
      <div className="filters">
        <DatePicker
          picker="month"
          allowClear={false}
          inputReadOnly
          aria-label={texts.month}
          value={month ? dayjs(`${month}-01`) : null}
          onChange={(day) => day && setSearch({ month: day.format('YYYY-MM') }, { replace: true })}
        />
        {list.data && list.data.length > 0 && <SaveButton save={() => saveMonth(storeId, month)} />}
      </div>
      <Loaded from={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Nothing text={texts.empty} help={texts.emptyHelp} />
          ) : (
            <>
              {list.firstPage && <Total figures={list.firstPage.total} />}
              <MonthRows rows={rows} month={month} />
            </>
          )
        }
      </Loaded>
      <LoadMore list={list} />
      <Quarter />
    </Page>
  )
}

const TOTALS = ['gross', 'reversed', 'tax', 'fee', 'net', 'withdrawn'] as const

function Total({ figures }: { readonly figures: Figures }) {
  const texts = useTexts().settlement.statements
  return (
    <>
      <h2 className="section-title">{texts.total}</h2>
      <div className="figures">
        {TOTALS.map((key) => (
          <div key={key} className="figure">
            <span>{texts[key]}</span>
            <strong>
              <Fen fen={figures[`${key}Fen`]} />
            </strong>
          </div>
        ))}
      </div>
    </>
  )
}

function MonthRows({ rows, month }: { readonly rows: readonly PayeeMonth[]; readonly month: string }) {
  const { statements: texts } = useTexts().settlement
  const to = usePath()
  const link = ({ payeeId }: PayeeMonth) => to(`/settlement/statements/${payeeId}/${month}`)
  const money = (title: string, read: (row: PayeeMonth) => number) => ({
    title,
    align: 'right' as const,
    render: (_: unknown, row: PayeeMonth) => <Fen fen={read(row)} />,
  })
  return (
    <Rows
      rows={rows}
      keyOf={(row) => row.payeeId}
      columns={[
        {
          title: texts.payee,
          render: (_, row) => (
            <Link to={link(row)}>
              <PayeeName id={row.payeeId} name={row.name} phone={row.phoneMasked} />
            </Link>
          ),
        },
        money(texts.gross, (row) => row.grossFen),
        money(texts.reversed, (row) => 0 - row.reversedFen),
        money(texts.tax, (row) => 0 - row.taxFen),
        money(texts.fee, (row) => 0 - row.feeFen),
        money(texts.net, (row) => row.netFen),
        money(texts.withdrawn, (row) => row.withdrawnFen),
      ]}
      card={(row) => (
        <Link to={link(row)} className="card-link stack tight">
          <span className="row between">
            <PayeeName id={row.payeeId} name={row.name} phone={row.phoneMasked} isStrong />
            <strong>
              <Fen fen={row.netFen} />
            </strong>
          </span>
          <span className="quiet">
            {texts.withdrawn} <Fen fen={row.withdrawnFen} />
          </span>
        </Link>
      )}
    />
  )
}

/** The quarter that is over last, offered first. */
function lastQuarter() {
  const day = dayjs().subtract(3, 'month')
  return { year: day.year(), quarter: Math.floor(day.month() / 3) + 1 }
}

function Quarter() {
  const { storeId } = useShop()
  const texts = useTexts().settlement.statements
  const may = useMay('payouts:approve')
  const [search, setSearch] = useSearchParams()
  const latest = lastQuarter()
  const asked = search.get('quarter') ?? `${latest.year}Q${latest.quarter}`
  const [year = '', quarter = ''] = asked.split('Q')
  if (!may) return null
  return (
    <Panel title={texts.quarter} help={texts.quarterHelp}>
      <div className="row row-wrap">
        <DatePicker
          picker="quarter"
          allowClear={false}
          inputReadOnly
          aria-label={texts.quarter}
          value={dayjs(new Date(Number(year), (Number(quarter) - 1) * 3, 1))}
          onChange={(day) => {
            if (!day) return
            const next = new URLSearchParams(search)
            next.set('quarter', `${day.year()}Q${Math.floor(day.month() / 3) + 1}`)
            setSearch(next, { replace: true })
          }}
        />
        <Act
          renews="settlement"
          label={texts.quarterSave}
          title={texts.quarterTitle}
          help={texts.quarterHelp}
          act={() => saveQuarterFile(storeId, asked)}
        />
      </div>
    </Panel>
  )
}
