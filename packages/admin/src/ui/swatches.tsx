import { CheckOutlined } from '@ant-design/icons'
import { useTexts } from '../i18n/texts.js'
import { textOn } from './contrast.js'

/** Six brand colours that suit a baby shop. */
export const SWATCHES = [
  { name: 'peach', color: '#e8825a' },
  { name: 'rose', color: '#c9626e' },
  { name: 'sage', color: '#6f9577' },
  { name: 'sky', color: '#3f8ea8' },
  { name: 'plum', color: '#8a5a83' },
  { name: 'honey', color: '#e0a83e' },
] as const

interface SwatchesProps {
  readonly value: string
  readonly onChange: (color: string) => void
}

export function Swatches({ value, onChange }: SwatchesProps) {
  const { start } = useTexts()
  return (
    <fieldset className="swatches" aria-label={start.lookTitle}>
      {SWATCHES.map(({ name, color }) => (
        <label key={name} className="swatch">
          <input
            type="radio"
            name="swatch"
            checked={value.toLowerCase() === color}
            onChange={() => onChange(color)}
          />
          <i style={{ background: color, color: textOn(color).color }}>
            {value.toLowerCase() === color && <CheckOutlined />}
          </i>
          {start.colors[name]}
        </label>
      ))}
    </fieldset>
  )
}
