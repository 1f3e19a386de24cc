import { ControlOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import { Link, Navigate } from 'react-router'
import { useMe, useShops } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { Plain } from './plain.js'

/** The way into one's shops: nobody chooses between one. */
export function Screen() {
  const { start, app, roles } = useTexts()
  const shops = useShops()
  const open = (
    <Link to="/open">
      <Button type="primary">{start.openTitle}</Button>
    </Link>
  )
  const [only, ...others] = shops.data ?? []
  if (only && others.length === 0) return <Navigate to={`/s/${only.slug}`} replace />
  return (
    <Plain>
      <OperatorEntry />
      <Loaded from={shops}>
        {(list) =>
          list.length === 0 ? (
            <Nothing text={start.shopsEmpty} help={start.shopsEmptyHelp} action={open} />
          ) : (
            <>
              <div className="page-head">
                <h1>{start.shopsTitle}</h1>
                {open}
              </div>
              <ul className="cards">
                {list.map((shop) => (
                  <li key={shop.storeId} className="panel">
                    <Link to={`/s/${shop.slug}`} className="card-link row">
                      <span className="shop-mark" aria-hidden="true">
                        {[...shop.name][0]}
                      </span>
                      <span className="stack tight grow">
                        <strong>{shop.name}</strong>
                        <span className="quiet">{new URL(shop.origin).host}</span>
                      </span>
                      {shop.publishedAt === null && <Tag color="warning">{app.notPublished}</Tag>}
                      <Tag>{roles[shop.role]}</Tag>
                      <RightOutlined />
                    </Link>
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </Plain>
  )
}

/** The way to the whole installation, for who runs it. */
function OperatorEntry() {
  const { operator } = useTexts()
  if (!useMe().data?.isOperator) return null
  return (
    <div className="panel">
      <Link to="/operator" className="card-link row">
        <span className="shop-mark" aria-hidden="true">
          <ControlOutlined />
        </span>
        <span className="stack tight grow">
          <strong>{operator.title}</strong>
          <span className="quiet">{operator.entryHelp}</span>
        </span>
        <RightOutlined />
      </Link>
    </div>
  )
}
