import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { getWithdrawal, type Withdrawal, type WithdrawalDetail } from '../../api/payouts.js'
import { usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { CopyButton } from '../../ui/copy-button.js'
import { Fact } from '../../ui/fact.js'
import { History } from '../../ui/history.js'
import { Price, priceText } from '../../ui/money-field.js'
import { Page, Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { Sum, useActors, WithdrawalTag } from './parts.js'
import { useIsMine, WithdrawalActs } from './withdrawal-acts.js'

/** One withdrawal: what is to be done, how much arrives and why so much, who is paid, and everything that happened. */
export function Screen() {
  const { withdrawalId = '' } = useParams()
  const { storeId } = useShop()
  const texts = useTexts().settlement.withdrawal
  const to = usePath()
  const detail = useQuery({
    queryKey: ['settlement', storeId, 'withdrawal', withdrawalId],
    queryFn: () => getWithdrawal(storeId, withdrawalId),
  })
  return (
    <Page isNarrow back={to('/settlement/withdrawals')} title={texts.title}>
      <Loaded from={detail} rows={10}>
        {({ withdrawal, history, paidPictureUrl }) => (
          <>
            <Due withdrawal={withdrawal} />
            <Amounts withdrawal={withdrawal} />
            <Who withdrawal={withdrawal} picture={paidPictureUrl} />
            <Past history={history} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

interface Props {
  readonly withdrawal: Withdrawal
}

/** What it waits for, and the acts that are due. */
function Due({ withdrawal }: Props) {
  const texts = useTexts().settlement.withdrawal
  const isMine = useIsMine(withdrawal)
  const { isParked, waitsFor, triesAgainAt } = withdrawal
  const waits = waitsFor && withdrawal.state === 'sending' ? (`${waitsFor}_unsent` as const) : waitsFor
  const next = isParked ? 'parked' : (waits ?? (isMine ? 'secondByOther' : withdrawal.state))
  return (
    <Panel>
      <div className="row between row-wrap">
        <span className="stack tight">
          <span>
            <WithdrawalTag state={withdrawal.state} />
          </span>
          <span className="quiet">{texts.next[next]}</span>
          {withdrawal.state === 'disputed' && withdrawal.reason && (
            <span>{texts.saidByHer(withdrawal.reason)}</span>
          )}
          {waitsFor && triesAgainAt && (
            <span className="quiet">
              {texts.triesAgain} <Time at={triesAgainAt} />
            </span>
          )}
        </span>
        <strong className="total">
          <Price money={withdrawal.net} />
        </strong>
      </div>
      <WithdrawalActs withdrawal={withdrawal} />
    </Panel>
  )
}

function Amounts({ withdrawal }: Props) {
  const texts = useTexts().settlement.withdrawal
  const { amount, fee, tax, net, taxKind, taxMonth, incomeBefore, taxBefore } = withdrawal
  const why = texts.taxWhy(taxMonth, priceText(incomeBefore), priceText(taxBefore))
  return (
    <Panel title={texts.arrives}>
      <dl className="sums">
        <Sum label={texts.amount} money={amount} />
        <Sum label={texts.fee} money={fee} isLess />
        <Sum label={texts.tax} note={taxKind === 'none' ? texts.noTax : why} money={tax} isLess />
        <Sum label={texts.arrives} money={net} isStrong />
      </dl>
    </Panel>
  )
}

function Who({ withdrawal, picture }: Props & { readonly picture: string | null }) {
  const { settlement } = useTexts()
  const texts = settlement.withdrawal
  const to = usePath()
  const { payeeId, name, way, account, route, batchId, paidReference, reason } = withdrawal
  return (
    <Panel title={texts.who}>
      <dl className="sums">
        <Fact label={settlement.withdrawals.payee}>
          <Link to={to(`/settlement/payees/${payeeId}`)}>{name}</Link>
        </Fact>
        <Fact label={texts.account}>
          {settlement.ways[way]} {account}
        </Fact>
        <Fact label={texts.route}>{settlement.routeShort(route)}</Fact>
        {batchId && (
          <Fact label={texts.list}>
            <Link to={to(`/settlement/withdrawals/lists/${batchId}`)}>{settlement.lists.detail}</Link>
          </Fact>
        )}
        {paidReference && (
          <Fact label={texts.reference}>
            <span className="num select-all">{paidReference}</span>
            <CopyButton isSmall text={paidReference} />
          </Fact>
        )}
        {picture && (
          <Fact label={texts.picture}>
            <a href={picture} target="_blank" rel="noreferrer">
              <img className="thumb picture-square" src={picture} alt={texts.picture} />
            </a>
          </Fact>
        )}
        {reason && <Fact label={texts.reason}>{reason}</Fact>}
      </dl>
    </Panel>
  )
}

function Past({ history }: Pick<WithdrawalDetail, 'history'>) {
  const { withdrawal: texts, withdrawals } = useTexts().settlement
  const who = useActors()
  const states: Readonly<Record<string, string>> = withdrawals.states
  return (
    <Panel title={texts.history}>
      <History
        steps={history.map(({ action, to, actor, note, at }) => ({
          what: texts.actions[action] ?? states[to] ?? action,
          who: who(actor),
          note,
          at,
        }))}
      />
    </Panel>
  )
}
