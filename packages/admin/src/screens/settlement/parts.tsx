import { Tag } from 'antd'
import type { ReactNode } from 'react'
import type { EarningState, HoldReason } from '../../api/earnings.js'
import type { WithdrawalState } from '../../api/payouts.js'
import type { Money } from '../../api/types.js'
import { useCurrency } from '../../app/use-settings.js'
import { useStaffNames } from '../../app/use-staff-names.js'
import { useTexts } from '../../i18n/texts.js'
import { Price } from '../../ui/money-field.js'
import { SubTabs } from '../../ui/sub-tabs.js'
import { usePhone } from '../../ui/use-phone.js'

/** Where one can go within settlement, on a phone; the left navigation has the same places. */
export function SettlementTabs() {
  const { tabs } = useTexts().settlement
  if (!usePhone()) return null
  const places = [
    { path: '/settlement', label: tabs.earnings },
    { path: '/settlement/withdrawals', label: tabs.withdrawals },
    { path: '/settlement/payees', label: tabs.payees },
    { path: '/settlement/statements', label: tabs.statements },
    { path: '/settlement/settings', label: tabs.settings },
  ]
  return <SubTabs places={places} areFive />
}

interface PayeeNameProps {
  readonly id: string
  /** Masked; empty when she has given none. */
  readonly name: string
  readonly phone: string
  readonly isStrong?: boolean
  readonly children?: ReactNode
}

/** A payee in a list: masked, and never like another one. Her own page has the whole name. */
export function PayeeName({ id, name, phone, isStrong = false, children }: PayeeNameProps) {
  const { unnamed } = useTexts().settlement
  const first = name || phone || `${unnamed} …${id.slice(-4)}`
  const rest = [name ? phone : '', children].filter(Boolean)
  return (
    <span className="stack tight">
      <span className={isStrong ? 'num strong' : 'num'}>{first}</span>
      {rest.length > 0 && (
        <span className="quiet num">
          {name && phone}
          {rest.length > 1 && ' · '}
          {children}
        </span>
      )}
    </span>
  )
}

const EARNING_COLORS: Readonly<Record<EarningState, string>> = {
  promised: 'default',
  estimated: 'processing',
  frozen: 'warning',
  available: 'success',
  void: 'default',
}

interface EarningTagsProps {
  readonly state: EarningState
  readonly holds: readonly HoldReason[]
}

/** Where an earning stands, and what holds it. */
export function EarningTags({ state, holds }: EarningTagsProps) {
  const { states, holdReasons } = useTexts().settlement
  return (
    <span className="row row-wrap tags">
      <Tag color={EARNING_COLORS[state]}>{states[state]}</Tag>
      {holds.map((reason) => (
        <Tag key={reason} color="error">
          {holdReasons[reason]}
        </Tag>
      ))}
    </span>
  )
}

const WITHDRAWAL_COLORS: Partial<Record<WithdrawalState, string>> = {
  review: 'warning',
  second: 'warning',
  approved: 'processing',
  batched: 'processing',
  sending: 'processing',
  awaiting: 'processing',
  confirmed: 'success',
  disputed: 'error',
}

export function WithdrawalTag({ state }: { readonly state: WithdrawalState }) {
  const { states } = useTexts().settlement.withdrawals
  return <Tag color={WITHDRAWAL_COLORS[state] ?? 'default'}>{states[state]}</Tag>
}

interface SumProps {
  readonly label: ReactNode
  readonly note?: ReactNode
  readonly money: Money
  readonly isLess?: boolean
  readonly isStrong?: boolean
}

/** A line of a calculation; `isLess`: it is taken off. */
export function Sum({ label, note, money, isLess = false, isStrong = false }: SumProps) {
  const shown = isLess ? { ...money, amount: 0 - money.amount } : money
  return (
    <div className="row between sum-line">
      <dt className="stack tight">
        {isStrong ? <strong>{label}</strong> : label}
        {note && <small className="quiet">{note}</small>}
      </dt>
      <dd className={isStrong ? 'strong' : undefined}>
        <Price money={shown} />
      </dd>
    </div>
  )
}

/** Fen in the shop's currency. */
export function Fen({ fen }: { readonly fen: number }) {
  const currency = useCurrency()
  return <Price money={{ amount: fen, currency }} />
}

/** Who did something: staff by name, everybody else by what they are. */
export function useActors(): (actor: string) => string {
  const { actors } = useTexts().settlement
  const nameOf = useStaffNames()
  return (actor) => actors[actor] ?? nameOf(actor)
}
