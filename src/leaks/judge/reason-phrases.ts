/** Reason phrases of the IANA registry "SIP Response Codes" and of PJSIP: a phrase of one's own can tell anything. */
const PHRASES: ReadonlySet<string> = new Set(
  `Trying|Ringing|Call Is Being Forwarded|Queued|Session Progress|Early Dialog Terminated|OK|Accepted|No Notification|Multiple Choices|Moved Permanently
Moved Temporarily|Use Proxy|Alternative Service|Bad Request|Unauthorized|Payment Required|Forbidden|Not Found|Method Not Allowed|Not Acceptable
Proxy Authentication Required|Request Timeout|Gone|Conditional Request Failed|Request Entity Too Large|Request-URI Too Long
Unsupported Media Type|Unsupported URI Scheme|Bad Extension|Extension Required|Session Timer Too Small|Session Interval Too Small
Interval Too Brief|Anonymity Disallowed|Temporarily Unavailable|Call/Transaction Does Not Exist|Call Does Not Exist|Loop Detected|Too Many Hops
Address Incomplete|Ambiguous|Busy Here|Request Terminated|Not Acceptable Here|Bad Event|Request Updated|Request Pending|Undecipherable
Internal Server Error|Server Internal Error|Not Implemented|Bad Gateway|Service Unavailable|Server Timeout|Version Not Supported
Message Too Large|Precondition Failure|Busy Everywhere|Decline|Declined|Does Not Exist Anywhere|Unwanted|Rejected`.split(
    /[|\n]/,
  ),
);

/** Whether a reason phrase is a public one; none at all is. */
export function isKnownPhrase(phrase: string): boolean {
  return phrase === '' || PHRASES.has(phrase);
}
