import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Modal, Switch } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { getPayeeMoney, type PayeeMoney, pausePayee, trustPayee } from '../../api/earnings.js'
import { listWithdrawals, revealPayee } from '../../api/payouts.js'
import { listStatements } from '../../api/statements.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Act, TextField } from '../../ui/act.js'
import { Fact } from '../../ui/fact.js'
import { Price } from '../../ui/money-field.js'
import { Page, Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { useFail } from '../../ui/use-fail.js'
import { Fen } from './parts.js'
import { usePayeeName } from './use-payee-name.js'

/** One payee: her money, how the shop stands to her, her details on request, and her months. */
export function Screen() {
  const { customerId = '' } = useParams()
  const { storeId } = useShop()
  const { payees: texts } = useTexts().settlement
  const to = usePath()
  const mayCustomers = useMay('customers:read')
  const money = useQuery({
    queryKey: ['settlement', storeId, 'payee', customerId],
    queryFn: () => getPayeeMoney(storeId, customerId),
  })
  const name = usePayeeName(customerId)
  return (
    <Page isNarrow back={to('/settlement/payees')} title={name ?? texts.title}>
      <Loaded from={money} rows={8}>
        {(found) => (
          <>
            <Figures money={found} />
            <Standing payeeId={customerId} money={found} />
            <Identity payeeId={customerId} />
            <Months payeeId={customerId} />
            <Links payeeId={customerId} mayCustomers={mayCustomers} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

const FIGURES = ['available', 'frozen', 'estimated', 'withdrawing', 'paid'] as const

function Figures({ money }: { readonly money: PayeeMoney }) {
  const texts = useTexts().settlement.payees
  return (
    <>
      <div className="figures">
        {FIGURES.map((key) => (
          <div key={key} className="figure">
            <span>{texts.figures[key]}</span>
            <strong>
              <Price money={money[key]} />
            </strong>
          </div>
        ))}
      </div>
      {money.available.amount < 0 && <p className="warn">{texts.owed}</p>}
    </>
  )
}

interface StandingProps {
  readonly payeeId: string
  readonly money: PayeeMoney
}

function Standing({ payeeId, money }: StandingProps) {
  const { storeId } = useShop()
  const { payees: texts, earnings } = useTexts().settlement
  const may = useMay('payouts:write')
  return (
    <Panel
      title={texts.standing}
      extra={
        may &&
        (money.isPaused ? (
          <Act<{ note: string }>
            renews="settlement"
            label={texts.resume}
            button={{ type: 'primary' }}
            title={texts.resumeTitle}
            help={texts.resumeHelp}
            done={texts.resumedDone}
            act={({ note }) => pausePayee(storeId, payeeId, { isPaused: false, note })}
          >
            <TextField name="note" label={earnings.note} placeholder={earnings.notePlaceholder} />
          </Act>
        ) : (
          <Act<{ note: string }>
            renews="settlement"
            isDanger
            label={texts.pause}
            title={texts.pauseTitle}
            help={texts.pauseHelp}
            done={texts.pausedDone}
            act={({ note }) => pausePayee(storeId, payeeId, { isPaused: true, note })}
          >
            <TextField name="note" label={texts.pauseReason} isRequired />
          </Act>
        ))
      }
    >
      <p className={money.isPaused ? 'warn' : 'good'}>{money.isPaused ? texts.paused : texts.active}</p>
      <Trust payeeId={payeeId} isTrusted={money.isTrusted} may={may} />
    </Panel>
  )
}

interface TrustProps {
  readonly payeeId: string
  readonly isTrusted: boolean
  readonly may: boolean
}

function Trust({ payeeId, isTrusted, may }: TrustProps) {
  const { storeId } = useShop()
  const texts = useTexts().settlement.payees
  const client = useQueryClient()
  const fail = useFail()
  const change = useMutation({
    mutationFn: (wanted: boolean) => trustPayee(storeId, payeeId, wanted),
    onSuccess: () => client.invalidateQueries({ queryKey: ['settlement', storeId, 'payee', payeeId] }),
    onError: fail,
  })
  return (
    <div className="row between">
      <span className="stack tight">
        <span>{texts.trust}</span>
        <span className="quiet">{texts.trustHelp}</span>
      </span>
      <Switch
        aria-label={texts.trust}
        checked={isTrusted}
        disabled={!may}
        loading={change.isPending}
        onChange={(wanted) => change.mutate(wanted)}
      />
    </div>
  )
}

/** As the latest withdrawal has it, masked; in full only when asked for. */
function Identity({ payeeId }: { readonly payeeId: string }) {
  const { storeId } = useShop()
  const { settlement } = useTexts()
  const texts = settlement.payees
  const mayReveal = useMay('customers:reveal')
  const query = { state: '', payeeId }
  const latest = useQuery({
    queryKey: ['settlement', storeId, 'withdrawals', query, 'latest'],
    queryFn: async () => (await listWithdrawals(storeId, query, null)).items[0] ?? null,
  })
  return (
    <Panel title={texts.identity} extra={latest.data && mayReveal && <Reveal payeeId={payeeId} />}>
      <Loaded from={latest} rows={2}>
        {(found) =>
          found ? (
            <dl className="sums">
              <Fact label={texts.name}>{found.name}</Fact>
              <Fact label={texts.account}>
                {settlement.ways[found.way]} {found.account}
              </Fact>
            </dl>
          ) : (
            <p className="quiet">{texts.noIdentity}</p>
          )
        }
      </Loaded>
    </Panel>
  )
}

function Reveal({ payeeId }: { readonly payeeId: string }) {
  const { storeId } = useShop()
  const { settlement, common } = useTexts()
  const texts = settlement.payees
  const [shown, setShown] = useState<Awaited<ReturnType<typeof revealPayee>> | null>(null)
  return (
    <>
      <Act
        renews="settlement"
        label={texts.reveal}
        title={texts.revealTitle}
        help={texts.revealHelp}
        act={async () => setShown(await revealPayee(storeId, payeeId))}
      />
      <Modal
        open={shown !== null}
        title={texts.identity}
        onCancel={() => setShown(null)}
        footer={<Button onClick={() => setShown(null)}>{common.close}</Button>}
      >
        {shown && (
          <dl className="sums">
            <Fact label={texts.name}>{shown.name}</Fact>
            <Fact label={texts.idNumber}>
              <span className="num select-all">{shown.idNumber}</span>
            </Fact>
            <Fact label={texts.account}>
              {settlement.ways[shown.way]} <span className="num select-all">{shown.account}</span>
            </Fact>
            {shown.bank && <Fact label={texts.bank}>{shown.bank}</Fact>}
          </dl>
        )}
      </Modal>
    </>
  )
}

function Months({ payeeId }: { readonly payeeId: string }) {
  const { storeId } = useShop()
  const { payees: texts, statements } = useTexts().settlement
  const to = usePath()
  const months = useQuery({
    queryKey: ['settlement', storeId, 'months', payeeId],
    queryFn: () => listStatements(storeId, payeeId),
  })
  return (
    <Panel title={texts.statements}>
      <Loaded from={months} rows={3}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="quiet">{statements.noneHelp}</p>
          ) : (
            <ul className="lines">
              {rows.map((row) => (
                <li key={row.month}>
                  <Link
                    to={to(`/settlement/statements/${payeeId}/${row.month}`)}
                    className="row between card-link"
                  >
                    <span className="num">{row.month}</span>
                    <span className="row">
                      <span className="quiet">{statements.net}</span>
                      <strong>
                        <Fen fen={row.netFen} />
                      </strong>
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  )
}

function Links({ payeeId, mayCustomers }: { readonly payeeId: string; readonly mayCustomers: boolean }) {
  const texts = useTexts().settlement.payees
  const to = usePath()
  return (
    <div className="row row-wrap">
      <Link to={to(`/settlement?payee=${payeeId}`)}>{texts.seeEarnings}</Link>
      <Link to={to(`/settlement/withdrawals?payee=${payeeId}`)}>{texts.seeWithdrawals}</Link>
      {mayCustomers && <Link to={to(`/customers/${payeeId}`)}>{texts.seeCustomer}</Link>}
    </div>
  )
}
