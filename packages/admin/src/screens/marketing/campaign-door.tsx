import { PlusOutlined } from '@ant-design/icons'
import { Button, Space } from 'antd'
import { Link } from 'react-router'
import { useMay, usePath } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useMechanics } from '../campaigns/use-campaigns.js'

/** From a mechanic's own page to its campaigns; nothing where the plugin has none. */
export function CampaignDoor({ pluginId }: { readonly pluginId: string }) {
  const { campaigns, marketing } = useTexts()
  const to = usePath()
  const may = useMay('marketing:write')
  const mechanics = useMechanics().data ?? []
  if (!mechanics.some(({ plugin }) => plugin === pluginId)) return null
  return (
    <Space className="gap" wrap>
      {may && (
        <Link to={to(`/marketing/campaigns/new?mechanic=${pluginId}`)}>
          <Button type="primary" icon={<PlusOutlined />}>
            {campaigns.create}
          </Button>
        </Link>
      )}
      <Link to={to(`/marketing/campaigns?plugin=${pluginId}`)}>
        <Button>{marketing.itsCampaigns}</Button>
      </Link>
    </Space>
  )
}
