import { QrcodeOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Space, Tabs } from 'antd'
import { useParams, useSearchParams } from 'react-router'
import { describePlugin, type PluginDescription } from '../../api/plugins.js'
import { usePath, useShop } from '../../app/session.js'
import { useStaffPages } from '../../app/use-staff-pages.js'
import { useTexts } from '../../i18n/texts.js'
import { Page } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { CampaignDoor } from './campaign-door.js'
import { DeclaredCharts } from './declared-chart.js'
import { DeclaredFigures } from './declared-figures.js'
import { DeclaredList } from './declared-list.js'
import { PluginSettings } from './plugin-settings.js'
import { PluginSwitch } from './plugin-switch.js'

/** A plugin's own screens, drawn from what it declares. */
export function Screen() {
  const { pluginId = '' } = useParams()
  const { storeId } = useShop()
  const { marketing } = useTexts()
  const to = usePath()
  const pages = useStaffPages().filter(({ plugin }) => plugin === pluginId)
  const plugin = useQuery({
    queryKey: ['plugin', storeId, pluginId],
    queryFn: () => describePlugin(storeId, pluginId),
    refetchOnWindowFocus: false,
  })
  return (
    <Page
      title={plugin.data?.title ?? marketing.title}
      help={plugin.data?.description}
      back={to('/marketing')}
      action={
        plugin.data && (
          <Space wrap>
            {pages.map(({ href, title }) => (
              <Button key={href} href={href} icon={<QrcodeOutlined />}>
                {title}
              </Button>
            ))}
            <PluginSwitch pluginId={pluginId} title={plugin.data.title} isOn={plugin.data.isOn} />
          </Space>
        )
      }
    >
      <Loaded from={plugin}>{(data) => <Screens plugin={data} />}</Loaded>
    </Page>
  )
}

function Screens({ plugin }: { readonly plugin: PluginDescription }) {
  const { marketing } = useTexts()
  const [search, setSearch] = useSearchParams()
  const { admin, breakers } = plugin
  const show = (tab: string) => setSearch({ tab }, { replace: true })
  const tabs = [
    ...admin.lists.map((list) => ({
      key: list.name,
      label: list.title,
      children: <DeclaredList plugin={plugin} list={list} onLead={show} />,
    })),
    { key: 'settings', label: marketing.settings, children: <PluginSettings plugin={plugin} /> },
  ]
  const [first] = tabs
  return (
    <>
      {breakers.length > 0 && (
        <Alert
          type="error"
          showIcon
          className="gap"
          title={marketing.broken}
          description={
            <>
              <p>{marketing.brokenHelp}</p>
              {breakers.map(({ hook, reason }) => (
                <p key={hook}>{marketing.brokenLine(hook, reason)}</p>
              ))}
            </>
          }
        />
      )}
      {plugin.settings.fault && <Alert type="error" showIcon className="gap" title={plugin.settings.fault} />}
      {!plugin.isOn && <Alert type="info" showIcon className="gap" title={marketing.whenOn} />}
      {plugin.isOn && <CampaignDoor pluginId={plugin.id} />}
      {plugin.isOn && <DeclaredFigures plugin={plugin} />}
      <Tabs
        activeKey={search.get('tab') ?? (plugin.isOn ? first?.key : 'settings') ?? 'settings'}
        onChange={show}
        items={tabs}
      />
      {plugin.isOn && <DeclaredCharts plugin={plugin} />}
    </>
  )
}
