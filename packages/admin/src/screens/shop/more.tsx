import { QrcodeOutlined, RightOutlined } from '@ant-design/icons'
import { Link } from 'react-router'
import { usePlaces } from '../../app/navigation.js'
import { usePath } from '../../app/session.js'
import { useStaffPages } from '../../app/use-staff-pages.js'
import { useTexts } from '../../i18n/texts.js'
import { Page } from '../../ui/page.js'

/** What the bottom bar of a phone has no room for. */
export function Screen() {
  const { more } = useTexts().shop
  const to = usePath()
  const places = usePlaces().more
  const pages = useStaffPages()
  return (
    <Page title={more.title} isNarrow>
      {pages.length > 0 && (
        <div className="panel panel-flush gap">
          {pages.map(({ href, title }) => (
            <a key={href} href={href} className="more-line">
              <QrcodeOutlined />
              <span className="grow">{title}</span>
              <RightOutlined />
            </a>
          ))}
        </div>
      )}
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
