'use strict';

// The zone that the server shows times in.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.includes('zone=' + encodeURIComponent(zone))) {
  document.cookie = 'zone=' + encodeURIComponent(zone) + '; Path=/; Max-Age=31536000; SameSite=Lax';
}

// An answer that is held back says so, and is not asked for twice.
for (const form of document.querySelectorAll('form[data-waiting]')) {
  form.addEventListener('submit', event => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = 'true';
    setTimeout(() => {
      form.querySelector('[data-waiting-place]').textContent = form.dataset.waiting;
    }, 700);
  });
}
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) {
    delete form.dataset.sent;
  }
});

// Where the menu is a line that scrolls, it shows where the reader is.
document
  .querySelector('.menu [aria-current]')
  ?.scrollIntoView({ block: 'nearest', inline: 'center', behavior: 'instant' });

// A step that asks first is left by Escape; the link that leaves it goes back to where it began.
document.addEventListener('keydown', event => {
  const leave = document.querySelector('[data-step] [data-cancel]');
  if (event.key === 'Escape' && leave) {
    leave.click();
  }
});

// After an answer that changed the page the reader goes on at what it asks, or what is wrong.
function goOn() {
  const step = document.querySelector('[data-goal], [data-step]');
  const wrong = document.querySelector('[aria-invalid="true"]');
  if (wrong) {
    wrong.focus();
  } else if (step && !step.contains(document.activeElement)) {
    step.focus();
  } else if (document.activeElement === document.body) {
    document.getElementById('content').focus();
  }
}
window.jQuery?.(document).on('pfAjaxComplete', () => setTimeout(goOn));

// What is shown once is copied by a button.
document.addEventListener('click', async event => {
  const copy = event.target.closest('[data-copy]');
  if (copy) {
    const shown = document.getElementById(copy.dataset.copy);
    try {
      await navigator.clipboard.writeText(shown.textContent);
      copy.textContent = copy.dataset.copied;
    } catch {
      // Without HTTPS there is no clipboard: it is marked, to be copied by hand.
      getSelection().selectAllChildren(shown);
    }
  }
});

// What unfolds to ask before it ends something is left by Escape or its link to cancel, and the
// focus goes back to where it was; without scripts that link loads the page again.
function fold(step) {
  step.open = false;
  step.querySelector('summary').focus();
}
document.addEventListener('keydown', event => {
  const step = event.key === 'Escape' && event.target.closest('details.step[open]');
  if (step) {
    fold(step);
  }
});
document.addEventListener('click', event => {
  const cancel = event.target.closest('details.step [data-cancel]');
  if (cancel) {
    event.preventDefault();
    fold(cancel.closest('details'));
  }
});

// A form that got no answer of its page says so beside its button, which can be pressed again.
function lost(status, retryAfter) {
  const words = document.getElementById('content').dataset;
  switch (status) {
    case 0:
      return words.silent;
    case 403:
      return words.refused;
    case 429:
      return retryAfter ? words.throttled.replace('#', retryAfter) : words.unavailable;
    case 502:
    case 503:
    case 504:
      return words.unavailable;
    default:
      return words.failed;
  }
}
window.jQuery?.(document).on('pfAjaxSend', () => document.getElementById('lost')?.remove());
window.jQuery?.(document).on('pfAjaxError', (event, answer, asked) => {
  const source = asked.source?.id ?? asked.source;
  const button = document.getElementById(source);
  if (button?.type !== 'submit') {
    return;
  }
  // The library leaves it as it was while the answer was waited for.
  button.querySelector('.ui-icon-loading')?.remove();
  button.classList.remove('ui-state-loading');
  PrimeFaces.utils.enableButton(window.jQuery(button));
  const told = document.createElement('p');
  told.id = 'lost';
  told.className = 'refused';
  told.setAttribute('role', 'alert');
  told.textContent = lost(answer.status, answer.getResponseHeader('Retry-After'));
  (button.closest('.actions') ?? button).before(told);
  button.focus();
});

// Who was refused has the name there already, and goes on at the password.
if (document.querySelector('#signIn #name[value]:not([value=""])')) {
  document.getElementById('password').focus();
}
