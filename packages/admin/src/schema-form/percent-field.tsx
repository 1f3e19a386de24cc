import { Input } from 'antd'
import { useEffect, useState } from 'react'
import { useSpeech, useTexts } from '../i18n/texts.js'
import { parseYuan, plainYuan } from '../ui/money.js'
import { parseZhe, zheOf } from './rate.js'

interface RateFieldProps {
  readonly id?: string
  /** In basis points: 1250 is 12.5 %. */
  readonly value?: number | null
  readonly onChange?: (bps: number | null) => void
}

interface TypedProps extends RateFieldProps {
  readonly suffix: string
  readonly show: (bps: number) => string
  readonly read: (text: string) => number | null
}

/** Asks for a percentage and gives whole basis points; two decimals, like money. */
export function PercentField(props: RateFieldProps) {
  return <Typed {...props} suffix="%" show={plainYuan} read={parseYuan} />
}

/** Asks for what is taken off: as 折 in Chinese (8.5 折), as a percentage elsewhere. Gives the basis points off. */
export function OffField(props: RateFieldProps) {
  const { language } = useSpeech()
  const { schemaForm } = useTexts()
  const paid = typeof props.value === 'number' ? plainYuan(10_000 - props.value) : null
  return (
    <>
      {language === 'zh-CN' ? (
        <Typed {...props} suffix="折" show={zheOf} read={parseZhe} />
      ) : (
        <PercentField {...props} />
      )}
      {paid !== null && <small className="quiet">{schemaForm.paysOf(paid)}</small>}
    </>
  )
}

function Typed({ value, onChange, suffix, show, read, ...rest }: TypedProps) {
  const shown = (bps: number | null | undefined) => (typeof bps === 'number' ? show(bps) : '')
  const [text, setText] = useState(() => shown(value))
  useEffect(() => {
    setText((typed) => (read(typed) === (value ?? null) ? typed : shown(value)))
  }, [value])
  return (
    <Input
      {...rest}
      className="number-field"
      inputMode="decimal"
      autoComplete="off"
      suffix={suffix}
      value={text}
      onChange={(event) => {
        setText(event.target.value)
        onChange?.(read(event.target.value))
      }}
      onBlur={() => setText((typed) => (read(typed) === null ? typed : shown(read(typed))))}
    />
  )
}
