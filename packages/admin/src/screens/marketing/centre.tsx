import { useQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { Link } from 'react-router'
import { listPlugins, type PluginCard } from '../../api/plugins.js'
import { usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Page } from '../../ui/page.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { MarketingTabs } from '../campaigns/tabs.js'
import { PluginSwitch } from './plugin-switch.js'

/** Every installed mechanic with its switch. */
export function Screen() {
  const { storeId } = useShop()
  const { marketing, nav } = useTexts()
  const plugins = useQuery({ queryKey: ['plugins', storeId], queryFn: () => listPlugins(storeId) })
  return (
    <Page title={nav.mechanics} help={marketing.help}>
      <MarketingTabs />
      <Loaded from={plugins}>
        {(list) =>
          list.length === 0 ? (
            <Nothing text={marketing.empty} />
          ) : (
            <div className="plugin-cards">
              {list.map((plugin) => (
                <Card key={plugin.id} plugin={plugin} />
              ))}
            </div>
          )
        }
      </Loaded>
    </Page>
  )
}

function Card({ plugin }: { readonly plugin: PluginCard }) {
  const { marketing } = useTexts()
  const to = usePath()
  const { id, title, description, category, isOn, isUnread, hasBreaker } = plugin
  return (
    <article className="panel plugin-card">
      <div className="row between">
        <h2>
          <Link to={to(`/marketing/${id}`)} className="card-link">
            {title}
          </Link>
        </h2>
        <PluginSwitch pluginId={id} title={title} isOn={isOn} />
      </div>
      <p className="quiet">{description}</p>
      <div className="row between">
        <span>
          <Tag>{marketing.categories[category] ?? category}</Tag>
          {isUnread && <Tag color="error">{marketing.unread}</Tag>}
          {hasBreaker && <Tag color="error">{marketing.broken}</Tag>}
        </span>
        <Link to={to(`/marketing/${id}`)}>
          <Button type={isOn ? 'primary' : 'default'} size="small">
            {marketing.open}
          </Button>
        </Link>
      </div>
    </article>
  )
}
