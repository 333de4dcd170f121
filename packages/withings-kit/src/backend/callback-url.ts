/**
 * The URL at which a backend gives control back to an app, in the words of an OAuth callback: the ticket is its code, the attempt its
 * state, and how it ended otherwise its error. So it passes the same checks in the same order.
 *
 * `?ticket=...&attempt=...` when the person allowed, `?withings=refused&attempt=...` when they did not, `?withings=<why>&attempt=...` when
 * it failed. That nobody is linked, since an account or a user is linked otherwise, stands in the ticket's place: `redeemTicket` tells it.
 */
export function asOAuthCallback(url: string): string {
  return url
    .replace(/([?&])(ticket=|withings=(?=already_linked|another_person))/g, "$1code=")
    .replace(/([?&])attempt=/g, "$1state=")
    .replace(/([?&])withings=(?!refused|connected)/g, "$1error=");
}
