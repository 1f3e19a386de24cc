import { Link, useParams } from 'react-router'
import {
  getStatement,
  type Statement,
  type StatementLine,
  type StatementPage,
  saveStatement,
} from '../../api/statements.js'
import { usePath, useShop } from '../../app/session.js'
import { useCurrency, useZone } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { Page, Panel } from '../../ui/page.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Loaded } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { Fen, Sum } from './parts.js'
import { SaveButton } from './save-button.js'
import { usePayeeName } from './use-payee-name.js'

/** A payee's month: the figures and every line they are made of. */
export function Screen() {
  const { customerId = '', month = '' } = useParams()
  const { storeId } = useShop()
  const { payees } = useTexts().settlement
  const to = usePath()
  const name = usePayeeName(customerId)
  const lines = usePaged<StatementLine, StatementPage>(
    ['settlement', storeId, 'statement', customerId, month],
    (cursor) => getStatement(storeId, { payeeId: customerId, month }, cursor),
  )
  return (
    <Page
      isNarrow
      back={to(`/settlement/statements?month=${month}`)}
      title={name ? `${name} · ${month}` : month}
      action={<SaveButton save={() => saveStatement(storeId, customerId, month)} />}
    >
      <Loaded from={lines} rows={10}>
        {(rows) => (
          <>
            {lines.firstPage && <FiguresPanel statement={lines.firstPage.statement} />}
            <Lines rows={rows} />
          </>
        )}
      </Loaded>
      <LoadMore list={lines} />
      <Link to={to(`/settlement/payees/${customerId}`)}>{payees.title}</Link>
    </Page>
  )
}

function FiguresPanel({ statement }: { readonly statement: Statement }) {
  const texts = useTexts().settlement.statements
  const currency = useCurrency()
  const money = (amount: number) => ({ amount, currency })
  return (
    <Panel
      title={
        <>
          {texts.net} <Fen fen={statement.netFen} />
        </>
      }
      extra={statement.isOpen && <span className="quiet">{texts.openMonth}</span>}
    >
      <dl className="sums">
        <Sum label={texts.opening} money={money(statement.openingFen)} isStrong />
        <Sum label={texts.gross} money={money(statement.grossFen)} />
        <Sum label={texts.reversed} money={money(statement.reversedFen)} isLess />
        <Sum label={texts.tax} money={money(statement.taxFen)} isLess />
        <Sum label={texts.fee} money={money(statement.feeFen)} isLess />
        {statement.otherFen !== 0 && <Sum label={texts.other} money={money(statement.otherFen)} />}
        <Sum label={texts.withdrawn} money={money(statement.withdrawnFen)} isLess />
        <Sum
          label={statement.isOpen ? texts.now : texts.closing}
          money={money(statement.closingFen)}
          isStrong
        />
      </dl>
    </Panel>
  )
}

function Lines({ rows }: { readonly rows: readonly StatementLine[] }) {
  const texts = useTexts().settlement.statements
  const zone = useZone()
  return (
    <Panel title={texts.lines}>
      {rows.length === 0 && <p className="quiet">{texts.noLines}</p>}
      <ul className="lines">
        {rows.map((row) => (
          <li key={row.id} className="row between">
            <span className="stack tight">
              <span>{texts.kinds[row.kind]}</span>
              {row.productTitle && <span className="clip">{row.productTitle}</span>}
              <span className="quiet num">
                <Time at={row.at} zone={zone} />
                {row.orderNumber && ` · ${row.orderNumber}`}
              </span>
            </span>
            <strong className={row.amountFen > 0 ? 'good nowrap' : 'nowrap'}>
              {row.amountFen > 0 && '+'}
              <Fen fen={row.amountFen} />
            </strong>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
