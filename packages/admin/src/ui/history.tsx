import { useZone } from '../app/use-settings.js'
import { Time } from './time.js'

interface Props {
  readonly steps: readonly {
    readonly what: string
    readonly who: string
    readonly note: string
    readonly at: string
  }[]
}

/** What was done, by whom and when, in the order given; nothing is done twice in one instant by the same hand. */
export function History({ steps }: Props) {
  const zone = useZone()
  return (
    <ul className="lines">
      {steps.map(({ what, who, note, at }) => (
        <li key={`${at}${what}${who}`} className="stack tight">
          <span className="row between">
            <span>{what}</span>
            <span className="quiet">{who}</span>
          </span>
          {note && <span>{note}</span>}
          <span className="quiet">
            <Time at={at} zone={zone} />
          </span>
        </li>
      ))}
    </ul>
  )
}
