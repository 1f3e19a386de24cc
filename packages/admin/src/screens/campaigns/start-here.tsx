import { Button } from 'antd'
import { Link } from 'react-router'
import type { Mechanic } from '../../api/campaigns.js'
import { useMay, usePath } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { MechanicMark } from './parts.js'
import { useMechanics } from './use-campaigns.js'

/** What stands in place of an empty list: which mechanic to begin with, and why. */
export function StartHere() {
  const { campaigns } = useTexts()
  const to = usePath()
  const may = useMay('marketing:write')
  const mechanics = useMechanics()
  return (
    <Loaded from={mechanics}>
      {(all) => {
        const offered = all.filter(({ isOn }) => isOn).toSorted(byEase)
        if (offered.length === 0)
          return (
            <Nothing
              text={campaigns.noMechanics}
              help={campaigns.noMechanicsHelp}
              action={
                <Link to={to('/marketing')}>
                  <Button type="primary">{campaigns.toTools}</Button>
                </Link>
              }
            />
          )
        return (
          <>
            <div className="panel nothing nothing-short">
              <h2>{campaigns.empty}</h2>
              <p>{campaigns.emptyHelp}</p>
            </div>
            <div className="plugin-cards">
              {offered.map(({ plugin, title, advice }, index) => (
                <article key={plugin} className="panel plugin-card">
                  <h2>
                    <MechanicMark plugin={plugin} title={title} />
                  </h2>
                  <p className="quiet">{advice ?? campaigns.adviceElse}</p>
                  {may && (
                    <Link to={to(`/marketing/campaigns/new?mechanic=${plugin}`)}>
                      <Button type={index === 0 ? 'primary' : 'default'}>{campaigns.start}</Button>
                    </Link>
                  )}
                </article>
              ))}
            </div>
          </>
        )
      }}
    </Loaded>
  )
}

/** Those that need no goods chosen are the safest to begin with. */
const byEase = (one: Mechanic, other: Mechanic) => Number(other.uses.scope) - Number(one.uses.scope)
