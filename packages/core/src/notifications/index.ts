export {
  listInbox,
  listSent,
  type MessagePage,
  markRead,
  openInbox,
  parseMessageCursor,
} from './list-messages.js'
export type { MessageCursor, MessageRow } from './message.queries.js'
export { inboxRoutes, messageAdminRoutes, operatorMessageRoutes } from './message.routes.js'
export { TEMPLATES, type TemplateData, type TemplateName } from './notification.templates.js'
export { type Notice, notify, notifyText, type Recipient, type TextNotice } from './notify.js'
export { insertStaffNotice } from './staff-notice.queries.js'
export { staffNoticeRoutes } from './staff-notice.routes.js'
