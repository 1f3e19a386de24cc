import { Button, Input } from 'antd'

interface ReasonFieldProps {
  /** What is said most often: one tap each, all in sight, so that no list lies over the buttons below. */
  readonly proposed: readonly string[]
  readonly id?: string
  readonly value?: string
  readonly onChange?: (reason: string) => void
}

/** Why something is done, in words the shopper may read; a field of a form. */
export function ReasonField({ proposed, id, value = '', onChange = () => {} }: ReasonFieldProps) {
  return (
    <div className="stack">
      <Input
        {...(id === undefined ? {} : { id })}
        maxLength={300}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
      <div className="row row-wrap">
        {proposed.map((reason) => (
          <Button
            key={reason}
            size="small"
            type={reason === value ? 'primary' : 'default'}
            ghost={reason === value}
            onClick={() => onChange(reason)}
          >
            {reason}
          </Button>
        ))}
      </div>
    </div>
  )
}
