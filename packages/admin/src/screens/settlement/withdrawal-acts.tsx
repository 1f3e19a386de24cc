import { actOnWithdrawal, type Proof, type Withdrawal, type WithdrawalAct } from '../../api/payouts.js'
import { useMay, useMe, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Act, TextField } from '../../ui/act.js'
import { priceText } from '../../ui/money-field.js'
import { ProofFields } from './proof-fields.js'

/** What may be done about a withdrawal as it stands, by whoever looks. Each is confirmed. */
export function WithdrawalActs({ withdrawal }: { readonly withdrawal: Withdrawal }) {
  const mayApprove = useMay('payouts:approve')
  const mayPay = useMay('payouts:write')
  const isMine = useIsMine(withdrawal)
  const { state, route, isParked } = withdrawal
  const isByHand = route === 'hand'
  const isAsked = state === 'review' || (state === 'second' && !isMine)
  const acts = [
    mayApprove && isAsked && <Approve key="approve" {...{ withdrawal }} />,
    mayPay && isByHand && ['approved', 'batched'].includes(state) && <Pay key="pay" {...{ withdrawal }} />,
    mayPay && state === 'batched' && <Unlist key="unlist" {...{ withdrawal }} />,
    mayPay && state === 'disputed' && <Insist key="insist" {...{ withdrawal }} />,
    mayApprove && state === 'disputed' && <GiveBack key="give" {...{ withdrawal }} />,
    mayPay && isParked && <Retry key="retry" {...{ withdrawal }} />,
    mayApprove && ['review', 'second', 'approved'].includes(state) && (
      <Reject key="reject" {...{ withdrawal }} />
    ),
  ].filter(Boolean)
  return acts.length === 0 ? null : <div className="row row-wrap acts">{acts}</div>
}

/** Whether whoever looks has approved it already: then another one has to. */
export function useIsMine({ state, approvedBy }: Withdrawal): boolean {
  const me = useMe().data
  return state === 'second' && me?.staffId === approvedBy
}

interface Props {
  readonly withdrawal: Withdrawal
}

function useDeed({ withdrawal }: Props) {
  const { storeId } = useShop()
  return (deed: WithdrawalAct, key: string) => actOnWithdrawal(storeId, { id: withdrawal.id, key, deed })
}

function Approve({ withdrawal }: Props) {
  const texts = useTexts().settlement.withdrawal
  const deed = useDeed({ withdrawal })
  const isFirstOfTwo = withdrawal.needsSecond && withdrawal.state === 'review'
  const help = texts.approveHelp(priceText(withdrawal.net), withdrawal.name)
  return (
    <Act
      renews="settlement"
      label={withdrawal.state === 'second' ? texts.approveSecond : texts.approve}
      button={{ type: 'primary' }}
      title={texts.approveTitle}
      help={isFirstOfTwo ? help + texts.approveTwo : help}
      done={texts.approved}
      act={(_, key) => deed({ act: 'approve' }, key)}
    />
  )
}

function Reject({ withdrawal }: Props) {
  const texts = useTexts().settlement.withdrawal
  const deed = useDeed({ withdrawal })
  return (
    <Act<{ reason: string }>
      renews="settlement"
      isDanger
      label={texts.reject}
      title={texts.rejectTitle}
      help={texts.rejectHelp}
      done={texts.rejected}
      act={({ reason }, key) => deed({ act: 'reject', reason }, key)}
    >
      <TextField name="reason" label={texts.rejectReason} options={texts.rejectReasons} isRequired />
    </Act>
  )
}

function Pay({ withdrawal }: Props) {
  const texts = useTexts().settlement.withdrawal
  const deed = useDeed({ withdrawal })
  return (
    <Act<Proof>
      renews="settlement"
      label={texts.paid}
      button={{ type: 'primary' }}
      title={texts.paidTitle}
      help={texts.paidHelp(priceText(withdrawal.net), withdrawal.name)}
      done={texts.marked}
      act={({ reference, pictureId }, key) => deed({ act: 'paid', reference, pictureId }, key)}
    >
      <ProofFields />
    </Act>
  )
}

function Unlist({ withdrawal }: Props) {
  const texts = useTexts().settlement.withdrawal
  const deed = useDeed({ withdrawal })
  return (
    <Act
      renews="settlement"
      label={texts.unlist}
      title={texts.unlistTitle}
      help={texts.unlistHelp}
      done={texts.unlisted}
      act={(_, key) => deed({ act: 'unlist' }, key)}
    />
  )
}

function Insist({ withdrawal }: Props) {
  const texts = useTexts().settlement.withdrawal
  const deed = useDeed({ withdrawal })
  return (
    <Act<Proof & { note: string }>
      renews="settlement"
      label={texts.insist}
      button={{ type: 'primary' }}
      title={texts.insistTitle}
      help={texts.insistHelp}
      done={texts.insisted}
      act={({ reference, pictureId, note }, key) => deed({ act: 'insist', reference, pictureId, note }, key)}
    >
      <ProofFields />
      <TextField name="note" label={texts.insistNote} />
    </Act>
  )
}

function GiveBack({ withdrawal }: Props) {
  const texts = useTexts().settlement.withdrawal
  const deed = useDeed({ withdrawal })
  return (
    <Act<{ reason: string }>
      renews="settlement"
      isDanger
      label={texts.give}
      title={texts.giveTitle}
      help={texts.giveHelp(priceText(withdrawal.amount))}
      done={texts.given}
      act={({ reason }, key) => deed({ act: 'return', reason }, key)}
    >
      <TextField name="reason" label={texts.giveReason} isRequired />
    </Act>
  )
}

function Retry({ withdrawal }: Props) {
  const texts = useTexts().settlement.withdrawal
  const deed = useDeed({ withdrawal })
  return (
    <Act
      renews="settlement"
      label={texts.retry}
      button={{ type: 'primary' }}
      title={texts.retry}
      help={texts.next.parked}
      done={texts.retried}
      act={(_, key) => deed({ act: 'retry' }, key)}
    />
  )
}
