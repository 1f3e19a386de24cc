import { Button } from 'antd'
import { useSearchParams } from 'react-router'
import type { Mechanic } from '../../api/campaigns.js'
import { useMay } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Nothing } from '../../ui/states.js'
import { useSwitch } from '../marketing/use-switch.js'
import { MechanicMark } from './parts.js'

/** The first thing a new campaign asks: which mechanic. One that is off is switched on here, on the way. */
export function ChooseMechanic({ mechanics }: { readonly mechanics: readonly Mechanic[] }) {
  const { campaigns, marketing } = useTexts()
  if (mechanics.length === 0) return <Nothing text={marketing.empty} />
  const sorted = mechanics.toSorted((a, b) => Number(b.isOn) - Number(a.isOn))
  return (
    <>
      <h2>{campaigns.form.chooseMechanic}</h2>
      <p className="quiet">{campaigns.form.chooseHelp}</p>
      <div className="plugin-cards">
        {sorted.map((mechanic) => (
          <Choice key={mechanic.plugin} mechanic={mechanic} />
        ))}
      </div>
    </>
  )
}

function Choice({ mechanic: { plugin, title, isOn } }: { readonly mechanic: Mechanic }) {
  const { campaigns, marketing } = useTexts()
  const [, setSearch] = useSearchParams()
  const may = useMay('plugins:write')
  const change = useSwitch(plugin)
  const begin = () => setSearch({ mechanic: plugin })
  return (
    <article className="panel plugin-card">
      <h3>
        <MechanicMark plugin={plugin} title={title} />
      </h3>
      <p className="quiet">{campaigns.advice[plugin] ?? campaigns.adviceElse}</p>
      {isOn ? (
        <Button type="primary" onClick={begin}>
          {campaigns.start}
        </Button>
      ) : (
        <span className="row between">
          <span className="quiet">{campaigns.form.notOn}</span>
          <Button
            disabled={!may}
            loading={change.isPending}
            onClick={() => change.mutate(true, { onSuccess: begin })}
          >
            {marketing.turnOn}
          </Button>
        </span>
      )}
    </article>
  )
}
