import { Link } from 'react-router'
import { decideHold, listHolds, type OpenHold, pausePayee } from '../../api/earnings.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Act, TextField } from '../../ui/act.js'
import { Price, priceText } from '../../ui/money-field.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Rows } from '../../ui/rows.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { useTimeText } from '../../ui/time.js'
import { usePhone } from '../../ui/use-phone.js'
import { PayeeName, useActors } from './parts.js'

/** What waits until somebody decides: let go, or refused. */
export function HoldList() {
  const { storeId } = useShop()
  const texts = useTexts().settlement.earnings
  const list = usePaged(['settlement', storeId, 'holds'], (cursor) => listHolds(storeId, cursor))
  return (
    <>
      <Loaded from={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Nothing text={texts.noHolds} help={texts.noHoldsHelp} />
          ) : (
            <Rows
              rows={rows}
              keyOf={(row) => row.id}
              columns={[
                { title: texts.goods, render: (_, row) => <About hold={row} /> },
                { title: texts.payee, render: (_, row) => <PayeeLink hold={row} /> },
                {
                  title: texts.amount,
                  align: 'right',
                  render: (_, row) => row.earning && <Price money={row.earning.left} />,
                },
                { title: texts.state, render: (_, row) => <Why hold={row} /> },
                { title: '', render: (_, row) => <Decide hold={row} /> },
              ]}
              card={(row) => (
                <div className="stack">
                  <span className="row between">
                    <PayeeLink hold={row} />
                    {row.earning && (
                      <strong>
                        <Price money={row.earning.left} />
                      </strong>
                    )}
                  </span>
                  <About hold={row} />
                  <Why hold={row} />
                  <Decide hold={row} />
                </div>
              )}
            />
          )
        }
      </Loaded>
      <LoadMore list={list} />
    </>
  )
}

function About({ hold: { earning } }: { readonly hold: OpenHold }) {
  const texts = useTexts().settlement.earnings
  const to = usePath()
  if (!earning) return <span>{texts.pausedAll}</span>
  return (
    <Link to={to(`/settlement/earnings/${earning.id}`)} className="stack tight goods">
      <span className="clip">{earning.productTitle}</span>
      <span className="quiet num">{earning.orderNumber}</span>
    </Link>
  )
}

function PayeeLink({ hold }: { readonly hold: OpenHold }) {
  const to = usePath()
  return (
    <Link to={to(`/settlement/payees/${hold.payeeId}`)}>
      <PayeeName id={hold.payeeId} name={hold.payeeName} phone={hold.payeePhone} />
    </Link>
  )
}

function Why({ hold }: { readonly hold: OpenHold }) {
  const { holdReasons, earnings } = useTexts().settlement
  const timeOf = useTimeText()
  const who = useActors()
  return (
    <span className="stack tight">
      <span className="warn">{holdReasons[hold.reason]}</span>
      {hold.note && <span>{hold.note}</span>}
      <span className="quiet">
        {earnings.since(timeOf(hold.openedAt))} · {who(hold.openedBy)}
      </span>
    </span>
  )
}

/** The two ways out of a hold; a paused payee is resumed instead. */
export function Decide({ hold }: { readonly hold: Pick<OpenHold, 'id' | 'earning' | 'payeeId' | 'reason'> }) {
  const { storeId } = useShop()
  const { earnings, payees } = useTexts().settlement
  const may = useMay('payouts:write')
  const size = usePhone() ? 'middle' : 'small'
  if (!may) return null
  if (!hold.earning)
    return (
      <span>
        <Act<{ note: string }>
          renews="settlement"
          label={earnings.resume}
          button={{ size }}
          title={payees.resumeTitle}
          help={payees.resumeHelp}
          done={payees.resumedDone}
          act={({ note }) => pausePayee(storeId, hold.payeeId, { isPaused: false, note })}
        >
          <TextField name="note" label={earnings.note} placeholder={earnings.notePlaceholder} />
        </Act>
      </span>
    )
  const amount = priceText(hold.earning.left)
  return (
    <span className="row">
      <Act<{ note: string }>
        renews="settlement"
        label={earnings.allow}
        button={{ size, type: 'primary' }}
        title={earnings.allowTitle}
        help={earnings.allowHelp(amount)}
        done={earnings.allowed}
        act={({ note }) => decideHold(storeId, hold.id, { decision: 'allow', note })}
      >
        <TextField name="note" label={earnings.note} placeholder={earnings.notePlaceholder} />
      </Act>
      <Act<{ note: string }>
        renews="settlement"
        isDanger
        label={earnings.refuse}
        button={{ size }}
        title={earnings.refuseTitle}
        help={earnings.refuseHelp(amount)}
        done={earnings.refused}
        act={({ note }) => decideHold(storeId, hold.id, { decision: 'refuse', note })}
      >
        <TextField name="note" label={earnings.refuseReason} isRequired />
      </Act>
    </span>
  )
}
