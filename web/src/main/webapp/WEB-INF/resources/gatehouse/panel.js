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

// What asks before it ends something is left by Escape, and the focus goes back to where it was.
document.addEventListener('keydown', event => {
  const step = event.key === 'Escape' && event.target.closest('details.step[open]');
  if (step) {
    step.open = false;
    step.querySelector('summary').focus();
  }
});
