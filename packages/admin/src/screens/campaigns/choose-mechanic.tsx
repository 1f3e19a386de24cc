import { Button } from 'antd'
import { useSearchParams } from 'react-router'
import type { Mechanic } from '../../api/campaigns.js'
import { useMay } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Nothing } from '../../ui/states.js'
import { useSwitchPlugin } from '../marketing/use-switch-plugin.js'
import { MechanicMark } from './parts.js'

/** The first thing a new campaign asks: which mechanic. */
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
          <MechanicCard key={mechanic.plugin} mechanic={mechanic} />
        ))}
      </div>
    </>
  )
}

/** One that is off is switched on here, so that nobody loses the way. */
function MechanicCard({ mechanic: { plugin, title, advice, isOn } }: { readonly mechanic: Mechanic }) {
  const { campaigns, marketing } = useTexts()
  const may = useMay('plugins:write')
  const [, setSearch] = useSearchParams()
  const { isPending, mutateAsync } = useSwitchPlugin(plugin)
  const start = () => setSearch({ mechanic: plugin })
  const turnOn = () => void mutateAsync(true).then(start, () => {})
  return (
    <article className="panel plugin-card">
      <h3>
        <MechanicMark plugin={plugin} title={title} />
      </h3>
      <p className="quiet">{advice ?? campaigns.adviceElse}</p>
      {isOn ? (
        <Button type="primary" onClick={start}>
          {campaigns.start}
        </Button>
      ) : (
        <span className="row between">
          <span className="quiet">{campaigns.form.notOn}</span>
          <Button disabled={!may} loading={isPending} onClick={turnOn}>
            {marketing.turnOn}
          </Button>
        </span>
      )}
    </article>
  )
}
