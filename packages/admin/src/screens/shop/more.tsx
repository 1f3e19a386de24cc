import { RightOutlined } from '@ant-design/icons'
import { Link } from 'react-router'
import { usePlaces } from '../../app/navigation.js'
import { usePath } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Page } from '../../ui/page.js'

/** What the bottom bar of a phone has no room for. */
export function Screen() {
  const { more } = useTexts().shop
  const to = usePath()
  const places = usePlaces().more
  return (
    <Page title={more.title} isNarrow>
      <div className="panel panel-flush">
        {places.map(({ path, label, icon }) => (
          <Link key={path} to={to(path)} className="more-line">
            {icon}
            <span className="grow">{label}</span>
            <RightOutlined />
          </Link>
        ))}
      </div>
    </Page>
  )
}
