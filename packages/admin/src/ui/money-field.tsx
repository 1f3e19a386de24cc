import { Input } from 'antd'
import { useEffect, useState } from 'react'
import type { Money } from '../api/types.js'
import { MONEY_MAX, parseYuan, plainYuan, yuan } from './money.js'

const SIGNS: Readonly<Record<string, string>> = { CNY: '¥' }

/** Money as it is read: the sign and the decimals smaller than the yuan. */
export function Price({ money, isStruck = false }: { readonly money: Money; readonly isStruck?: boolean }) {
  const sign = SIGNS[money.currency] ?? `${money.currency} `
  const text = yuan(Math.abs(money.amount))
  const dot = text.indexOf('.')
  return (
    <span className={isStruck ? 'price price-struck' : 'price'}>
      {money.amount < 0 && '−'}
      <small>{sign}</small>
      {text.slice(0, dot)}
      <small>{text.slice(dot)}</small>
    </span>
  )
}

export function priceText(money: Money): string {
  return `${SIGNS[money.currency] ?? money.currency}${yuan(money.amount)}`
}

interface MoneyFieldProps {
  readonly id?: string
  /** In fen; null while nothing is typed, NaN while it is no amount. */
  readonly value?: number | null
  readonly onChange?: (fen: number | null) => void
  readonly disabled?: boolean
  readonly placeholder?: string
  readonly currency?: string
  readonly 'aria-label'?: string
}

/** Asks for an amount in yuan and gives whole fen; what is no amount stays visible and fails the form's check. */
export function MoneyField({ value, onChange, currency = 'CNY', ...rest }: MoneyFieldProps) {
  const [text, setText] = useState(() => show(value))
  useEffect(() => {
    setText((typed) => (read(typed) === value || Number.isNaN(value) ? typed : show(value)))
  }, [value])
  return (
    <Input
      {...rest}
      className="money-field"
      inputMode="decimal"
      autoComplete="off"
      prefix={SIGNS[currency] ?? currency}
      value={text}
      onChange={(event) => {
        setText(event.target.value)
        onChange?.(read(event.target.value))
      }}
      onBlur={() => setText((typed) => (Number.isNaN(read(typed)) ? typed : show(read(typed))))}
    />
  )
}

function show(fen: number | null | undefined): string {
  return typeof fen === 'number' && Number.isFinite(fen) ? plainYuan(fen) : ''
}

function read(text: string): number | null {
  return text.trim() === '' ? null : (parseYuan(text) ?? Number.NaN)
}

interface MoneyRule {
  readonly isRequired?: boolean
  readonly min?: number
  readonly max?: number
  readonly texts: { readonly required: string; readonly badMoney: string }
}

/** The check of a form field that asks for money. */
export function moneyRule({ isRequired = false, min = 0, max = MONEY_MAX, texts }: MoneyRule) {
  return {
    validator: async (_: unknown, fen: number | null | undefined) => {
      if (fen === null || fen === undefined) {
        if (isRequired) throw new Error(texts.required)
        return
      }
      if (!Number.isSafeInteger(fen) || fen < min || fen > max) throw new Error(texts.badMoney)
    },
  }
}
