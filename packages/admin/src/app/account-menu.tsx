import { ControlOutlined, GlobalOutlined, LogoutOutlined, UserOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Dropdown } from 'antd'
import { Link, useNavigate } from 'react-router'
import { signOut } from '../api/session.js'
import { useSpeech } from '../i18n/texts.js'
import { useFail } from '../ui/use-fail.js'
import { ME, useMe } from './session.js'

export function useSignOut(): () => Promise<void> {
  const client = useQueryClient()
  const navigate = useNavigate()
  const fail = useFail()
  return async () => {
    try {
      await signOut()
    } catch (error) {
      return fail(error)
    }
    client.clear()
    client.setQueryData(ME, null)
    await navigate('/sign-in')
  }
}

/** The platform for who runs it, own account, language, sign out. */
export function AccountMenu() {
  const { texts, language, setLanguage } = useSpeech()
  const me = useMe().data
  const leave = useSignOut()
  const platform = {
    key: 'operator',
    icon: <ControlOutlined />,
    label: <Link to="/operator">{texts.operator.title}</Link>,
  }
  const items = [
    ...(me?.isOperator ? [platform] : []),
    {
      key: 'account',
      icon: <UserOutlined />,
      label: <Link to="/account">{me ? `${me.name} · ${texts.app.account}` : texts.app.account}</Link>,
    },
    {
      key: 'language',
      icon: <GlobalOutlined />,
      label: texts.app.language,
      onClick: () => setLanguage(language === 'en' ? 'zh-CN' : 'en'),
    },
    { key: 'out', icon: <LogoutOutlined />, label: texts.app.signOut, onClick: () => void leave() },
  ]
  return (
    <Dropdown menu={{ items }} trigger={['click']}>
      <Button type="text" icon={<UserOutlined />} aria-label={texts.app.account} />
    </Dropdown>
  )
}
