# The story of SoapClientContract, told by SOAP::Lite: perl soap-client.pl ENDPOINT ADMIN-PASSWORD DOMAIN
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use Encode qw(encode_utf8);
use HTTP::Headers;
use MIME::Base64 qw(encode_base64);
use SOAP::Lite;

my ($endpoint, $admin_password, $domain) = @ARGV;

# A client that answers faults of any HTTP status as such.
sub client {
    my ($query, @headers) = @_;
    my $client = SOAP::Lite->proxy($endpoint . $query)->uri('urn:apnscp.api.soap');
    $client->transport->proxy->default_headers(HTTP::Headers->new('Abort-On' => 'error', @headers));
    return $client->on_fault(sub { return $_[1] });
}

# The password is shown before it is asked for.
sub signed_in {
    my ($name, $password) = @_;
    return client('', Authorization => 'Basic ' . encode_base64(encode_utf8("$name:$password"), ''));
}

sub answer {
    my ($client, $operation, @arguments) = @_;
    my $answer = $client->call($operation, @arguments);
    die ref $answer ? $answer->faultstring : $answer if !ref $answer || $answer->fault;
    return $answer->result;
}

sub fault {
    my ($client, $operation, @arguments) = @_;
    my $answer = $client->call($operation, @arguments);
    return ref $answer && $answer->fault ? $answer->faultcode . ' ' . $answer->faultstring : 'no fault';
}

# Perl's values say no more of their type than this.
sub tell_of {
    my ($what, $value) = @_;
    my $kind = ref $value;
    print $what, ' ',
        !defined $value ? 'null'
        : $kind eq 'HASH'  ? 'map ' . join(',', sort { "$a$b" =~ /^\d+$/ ? $a <=> $b : $a cmp $b } keys %$value)
        : $kind eq 'ARRAY' ? 'list ' . join(',', @$value)
        :                    $value, "\n";
}

sub boolean { return SOAP::Data->type(boolean => shift) }

my $first_password = 'Pässwort: mit ☂ <&>';
my $password = 'another Pässwort: ☂ <&>';
my $by_password = signed_in('admin', $admin_password);
tell_of('appliance-admin', answer($by_password, 'common_whoami'));
my $admin = client('?authkey=' . answer($by_password, 'auth_create_api_key', $domain));
tell_of('admin-by-key', answer($admin, 'common_whoami'));
my $load = answer($admin, 'common_get_load');
tell_of('load', $load);
tell_of('load-average', $load->{1} =~ /^\d+\.\d+$/ ? 'number' : $load->{1});

my $site = answer($admin, 'admin_add_site', $domain, 'owner', {
    'siteinfo.email' => 'owner@example.org',
    'auth,tpasswd' => $first_password,
    'users' => { 'enabled' => boolean(1), 'max' => 5 },
    'ssh.enabled' => boolean(0),
    'siteinfo.notes' => 'Grüße: ☂ <&>',
    'aliases.aliases' => ["a.$domain", "b.$domain"],
});
tell_of('site', $site);
tell_of('exists', fault($admin, 'admin_add_site', $domain, 'owner'));

sub collected {
    return answer($admin, 'admin_collect',
        ['siteinfo', 'users.max', 'ssh.enabled', 'aliases.aliases', 'billing.invoice'],
        undef, [$domain])->{"site$site"};
}

my $told = collected();
tell_of('domain', $told->{domain});
tell_of('active', $told->{active});
tell_of('notes', $told->{siteinfo}{notes});
tell_of('most-users', $told->{users}{max});
tell_of('shell', $told->{ssh}{enabled});
tell_of('aliases', $told->{aliases}{aliases});
tell_of('invoice', $told->{billing}{invoice});

tell_of('password-changed', answer($admin, 'auth_change_password', $password, undef, $domain));
my $owner = signed_in("owner\@$domain", $password);
tell_of('owner', answer($owner, 'common_whoami'));
tell_of('commands', answer($owner, 'misc_list_commands', 'common:whoami'));
my $key = answer($owner, 'auth_create_api_key', 'made by Perl');
tell_of('key', $key);
tell_of('owner-by-key', answer(client("?authkey=$key"), 'common_whoami'));
tell_of('user-added', answer($owner, 'user_add', 'guest', $first_password, 'Güest'));
tell_of('user', answer(signed_in("guest\@$domain", $first_password), 'common_whoami'));

tell_of('suspended', answer($admin, 'admin_deactivate_site', $domain));
tell_of('active-when-suspended', collected()->{active});
$owner = signed_in("owner\@$domain", $password);
tell_of('refused', fault($owner, 'common_whoami'));
tell_of('refused-status', $owner->transport->code);
tell_of('activated', answer($admin, 'admin_activate_site', $domain));

my $id = answer($admin, 'admin_hijack', $domain);
tell_of('hijacked', answer(client('', Cookie => "esprit_id=$id"), 'common_whoami'));

tell_of('deleted', answer($admin, 'admin_delete_site', $domain));
for my $made (@{ answer($by_password, 'auth_get_api_keys') }) {
    answer($by_password, 'auth_delete_api_key', $made->{handle}) if $made->{comment} eq $domain;
}
