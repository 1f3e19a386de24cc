import { Button } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { Mechanic } from '../../api/campaigns.js'
import { usePath } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Nothing } from '../../ui/states.js'
import { MechanicMark } from './parts.js'

/** The first thing a new campaign asks: which mechanic. */
export function ChooseMechanic({ mechanics }: { readonly mechanics: readonly Mechanic[] }) {
  const { campaigns, marketing } = useTexts()
  const to = usePath()
  const [, setSearch] = useSearchParams()
  if (mechanics.length === 0) return <Nothing text={marketing.empty} />
  const sorted = mechanics.toSorted((a, b) => Number(b.isOn) - Number(a.isOn))
  return (
    <>
      <h2>{campaigns.form.chooseMechanic}</h2>
      <p className="quiet">{campaigns.form.chooseHelp}</p>
      <div className="plugin-cards">
        {sorted.map(({ plugin, title, isOn }) => (
          <article key={plugin} className="panel plugin-card">
            <h3>
              <MechanicMark plugin={plugin} title={title} />
            </h3>
            <p className="quiet">{campaigns.advice[plugin] ?? campaigns.adviceElse}</p>
            {isOn ? (
              <Button type="primary" onClick={() => setSearch({ mechanic: plugin })}>
                {campaigns.start}
              </Button>
            ) : (
              <span className="row between">
                <span className="quiet">{campaigns.form.notOn}</span>
                <Link to={to(`/marketing/${plugin}`)}>
                  <Button>{marketing.turnOn}</Button>
                </Link>
              </span>
            )}
          </article>
        ))}
      </div>
    </>
  )
}
