import { useQuery } from '@tanstack/react-query'
import { Alert, Timeline } from 'antd'
import { Link, useParams } from 'react-router'
import { type EarningDetail, getEarning, type Hold, holdEarning } from '../../api/earnings.js'
import { listPlugins } from '../../api/plugins.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useZone } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { Act, TextField } from '../../ui/act.js'
import { Fact } from '../../ui/fact.js'
import { Price, priceText } from '../../ui/money-field.js'
import { Page, Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { RateText } from './earnings.js'
import { Decide } from './holds.js'
import { EarningTags, PayeeName, Sum, useActors } from './parts.js'

/** One earning: as the order froze it, what happened to it since, and every row of the ledger behind it. */
export function Screen() {
  const { earningId = '' } = useParams()
  const { storeId } = useShop()
  const { settlement } = useTexts()
  const to = usePath()
  const earning = useQuery({
    queryKey: ['settlement', storeId, 'earning', earningId],
    queryFn: () => getEarning(storeId, earningId),
  })
  return (
    <Page
      isNarrow
      back={to('/settlement')}
      title={settlement.earning.title}
      action={earning.data && <HoldIt earning={earning.data} />}
    >
      <Loaded from={earning} rows={10}>
        {(found) => (
          <>
            <Standing earning={found} />
            <Frozen earning={found} />
            <Steps earning={found} />
            <Holds earning={found} />
            <Returns earning={found} />
            <Ledger earning={found} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

interface Props {
  readonly earning: EarningDetail
}

function HoldIt({ earning }: Props) {
  const { storeId } = useShop()
  const { earning: texts, earnings } = useTexts().settlement
  const may = useMay('payouts:write')
  const isOver = earning.state === 'available' || earning.state === 'void'
  if (!may || isOver || earning.holds.includes('merchant')) return null
  return (
    <Act<{ note: string }>
      renews="settlement"
      label={texts.hold}
      title={texts.holdTitle}
      help={texts.holdHelp}
      done={texts.held}
      act={({ note }) => holdEarning(storeId, earning.id, note)}
    >
      <TextField name="note" label={earnings.note} placeholder={earnings.notePlaceholder} />
    </Act>
  )
}

function Standing({ earning }: Props) {
  const { stateHelp, earning: texts } = useTexts().settlement
  return (
    <Panel>
      <div className="row between row-wrap">
        <span className="stack tight">
          <EarningTags {...earning} />
          <span className="quiet">{stateHelp[earning.state]}</span>
        </span>
        <strong className="total">
          <Price
            money={earning.state === 'void' ? earning.amount : earning.left}
            isStruck={earning.state === 'void'}
          />
        </strong>
      </div>
      {earning.failures > 0 && <Alert showIcon type="warning" message={texts.failures(earning.failures)} />}
      {earning.allHolds
        .filter(({ decision }) => decision === null)
        .map((hold) => (
          <OpenOne key={hold.id} earning={earning} hold={hold} />
        ))}
    </Panel>
  )
}

function OpenOne({ earning, hold }: Props & { readonly hold: Hold }) {
  const { holdReasons } = useTexts().settlement
  const isOfPayee = hold.reason === 'payee_paused'
  return (
    <div className="row between row-wrap hold-open">
      <span className="stack tight">
        <span className="warn">{holdReasons[hold.reason]}</span>
        {hold.note && <span>{hold.note}</span>}
      </span>
      <Decide hold={{ ...hold, payeeId: earning.payeeId, earning: isOfPayee ? null : earning }} />
    </div>
  )
}

function Frozen({ earning }: Props) {
  const { earning: texts, roles, earnings } = useTexts().settlement
  const to = usePath()
  return (
    <Panel title={texts.frozenAt} help={texts.frozenHelp}>
      <dl className="sums">
        <Fact label={texts.order}>
          <Link to={to(`/orders/${earning.orderId}`)} className="num">
            {earning.orderNumber}
          </Link>
        </Fact>
        <Fact label={earnings.goods}>{earning.productTitle}</Fact>
        <Fact label={earnings.payee}>
          <Link to={to(`/settlement/payees/${earning.payeeId}`)}>
            <PayeeName id={earning.payeeId} name={earning.payeeName} phone={earning.payeePhone}>
              {roles[earning.role]}
            </PayeeName>
          </Link>
        </Fact>
        <Fact label={texts.base}>
          <Price money={earning.base} />
        </Fact>
        <Fact label={texts.rate}>
          <RateText row={earning} />
        </Fact>
        <Fact label={texts.plugin}>
          <PluginTitle id={earning.plugin} />
        </Fact>
        <Sum label={texts.amount} money={earning.amount} isStrong />
        {earning.returned.amount > 0 && <Sum label={texts.returned} money={earning.returned} isLess />}
        {earning.refused.amount > 0 && <Sum label={texts.refused} money={earning.refused} isLess />}
        {earning.left.amount !== earning.amount.amount && (
          <Sum label={texts.left} money={earning.left} isStrong />
        )}
        {earning.advanced.amount > 0 && <Sum label={texts.advanced} money={earning.advanced} />}
      </dl>
    </Panel>
  )
}

function PluginTitle({ id }: { readonly id: string }) {
  const { storeId } = useShop()
  const may = useMay('plugins:read')
  const plugins = useQuery({
    queryKey: ['plugins', storeId],
    queryFn: () => listPlugins(storeId),
    enabled: may,
  })
  return plugins.data?.find((plugin) => plugin.id === id)?.title ?? id
}

function Steps({ earning }: Props) {
  const { earning: texts } = useTexts().settlement
  const zone = useZone()
  const steps = [
    [texts.placed, earning.placedAt],
    [texts.paid, earning.paidAt],
    [texts.received, earning.receivedAt],
    [texts.due, earning.dueAt],
    [texts.settled, earning.settledAt],
  ] as const
  return (
    <Panel title={texts.steps}>
      <Timeline
        items={steps.map(([label, at], index) => {
          const isDone = at !== null && (index !== 3 || earning.settledAt !== null)
          return {
            color: isDone ? 'green' : 'gray',
            children: (
              <span className="stack tight">
                <span>{label}</span>
                <span className="quiet">{at ? <Time at={at} zone={zone} /> : texts.waiting}</span>
              </span>
            ),
          }
        })}
      />
    </Panel>
  )
}

function Holds({ earning }: Props) {
  const { earning: texts, holdReasons } = useTexts().settlement
  const who = useActors()
  const closed = earning.allHolds.filter(({ decision }) => decision !== null)
  if (closed.length === 0) return null
  return (
    <Panel title={texts.holds}>
      <ul className="lines">
        {closed.map((hold) => (
          <li key={hold.id} className="stack tight">
            <span className="row between">
              <span>{holdReasons[hold.reason]}</span>
              <strong>{hold.decision && texts.decisions[hold.decision]}</strong>
            </span>
            {[hold.note, hold.closingNote].filter(Boolean).map((note) => (
              <span key={note}>{note}</span>
            ))}
            <span className="quiet">
              <Time at={hold.closedAt ?? hold.openedAt} /> · {who(hold.closedBy ?? hold.openedBy)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Returns({ earning }: Props) {
  const { earning: texts } = useTexts().settlement
  if (earning.returns.length === 0) return null
  return (
    <Panel title={texts.returns}>
      <ul className="lines">
        {earning.returns.map(({ refundId, refunded, returned, at }) => (
          <li key={refundId} className="row between">
            <span className="stack tight">
              <span>{texts.returnLine(priceText(refunded))}</span>
              <span className="quiet">
                <Time at={at} />
              </span>
            </span>
            <Price money={{ ...returned, amount: 0 - returned.amount }} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Ledger({ earning }: Props) {
  const { earning: texts } = useTexts().settlement
  const nameOf = (account: string) =>
    account.startsWith('payee:') ? texts.payeeAccount : (texts.accounts[account] ?? account)
  return (
    <Panel title={texts.ledger} help={texts.ledgerHelp}>
      {earning.transfers.length === 0 && <p className="quiet">{texts.noLedger}</p>}
      <ul className="lines">
        {earning.transfers.map((row) => (
          <li key={row.id} className="row between">
            <span className="stack tight">
              <span>
                {texts.kinds[row.kind] ?? row.kind}{' '}
                <span className="quiet">{`${nameOf(row.debit)} → ${nameOf(row.credit)}`}</span>
              </span>
              <span className="quiet">
                <Time at={row.at} />
              </span>
            </span>
            <Price money={row.amount} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
