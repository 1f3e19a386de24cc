import { Input } from 'antd'
import { useEffect, useState } from 'react'
import { parseYuan, plainYuan } from '../ui/money.js'

interface PercentFieldProps {
  readonly id?: string
  /** In basis points: 1250 is 12.5 %. */
  readonly value?: number | null
  readonly onChange?: (bps: number | null) => void
}

/** Asks for a percentage and gives whole basis points; two decimals, like money. */
export function PercentField({ value, onChange, ...rest }: PercentFieldProps) {
  const [text, setText] = useState(() => show(value))
  useEffect(() => {
    setText((typed) => (read(typed) === (value ?? null) ? typed : show(value)))
  }, [value])
  return (
    <Input
      {...rest}
      className="number-field"
      inputMode="decimal"
      autoComplete="off"
      suffix="%"
      value={text}
      onChange={(event) => {
        setText(event.target.value)
        onChange?.(read(event.target.value))
      }}
    />
  )
}

const show = (bps: number | null | undefined) => (typeof bps === 'number' ? plainYuan(bps) : '')
const read = (text: string) => parseYuan(text)
