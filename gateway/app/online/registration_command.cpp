// renkei registration: which offices serve which persons (担当事業所登録).
#include "gateway/app/online/command_setup.h"
#include "gateway/app/online/commands.h"
#include "gateway/app/online/peers.h"
#include "gateway/app/online/record_command.h"
#include "gateway/app/online/registration_line.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/registry/registrations.h"
#include "gateway/network/sharing/facts.h"
#include "generated/messages/cli.h"
#include "generated/messages/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace renkei::online {
namespace {

namespace message = diag::message;

using sharing::Registration;
using KeptRegistration = store::Kept<Registration>;

constexpr Text added_text{"{} is entered; the office is registered for this person\n",
                          "{} を登録しました。この事業所を利用者の担当とします\n"};
constexpr Text registration_changed{"{} is as it was asked for\n", "{} を指定のとおりにしました\n"};
constexpr Text ended_text{"{} has ended; the office reads nothing more by it\n",
                          "{} を終了しました。この登録による閲覧はできなくなります\n"};
constexpr Text no_registration{"no registration is entered\n", "担当事業所登録はありません\n"};

struct RegistrationCommand {
    RecordOperands of{};
    std::string office{};
    std::optional<std::string> service_type{};
    std::string method{};
    std::string checked{};
    std::string user{};
    std::string from{};
    std::optional<std::string> until{};
    std::optional<std::string> last_service{};
    std::optional<std::string> view_until{};
    std::string makes_plan{};
    std::string why = "office";
    std::string at{};
    ListPage page{};

    // With a service type, which an actor of the matrix has, the matrix.
    tl::expected<std::optional<sharing::Matrix>, ExitCode>
    matrix_of_type(const CommandSettings& settings) const;
    // As it is, but for what the options say.
    diag::Result<Registration> changed(Registration out) const;
    // Without --from of the year 0, without --checked of 1970.
    diag::Result<Registration> registration() const;
    ExitCode add(const CommandSettings& settings) const;
    ExitCode apply(const CommandSettings& settings) const;
    ExitCode end(Language language) const;
    ExitCode list(Language language) const;
    ExitCode of_office(Language language) const;
    ExitCode print_list(const registry::ShownRegistrations& shown, Language language) const;
};

tl::expected<std::optional<sharing::Matrix>, ExitCode>
RegistrationCommand::matrix_of_type(const CommandSettings& settings) const {
    if (!service_type || service_type->empty()) {
        return std::nullopt;
    }
    std::optional<sharing::Matrix> matrix = open_matrix(settings);
    if (!matrix) {
        return tl::make_unexpected(ExitCode::environment);
    }
    const std::vector<std::string> said{*service_type};
    if (const diag::Result<void> known = want_known("--service-type", said, matrix->service_types());
        !known) {
        print_finding(known.error(), settings.language);
        return tl::make_unexpected(ExitCode::usage);
    }
    return matrix;
}

// The type is one of another kind of office than the peer is entered as.
diag::Result<Notices> role_notices(const Registration& registration,
                                   const std::optional<sharing::Matrix>& matrix, const store::Store& store,
                                   Language language) {
    if (!matrix) {
        return Notices();
    }
    TRY(const std::optional<policy::Peer> peer, find_office(store, registration.office));
    const std::vector<std::string_view> types =
        peer ? matrix->service_types(peer->role) : std::vector<std::string_view>();
    const bool fits = types.empty() || std::ranges::find(types, registration.service_type) != types.end();
    return fits
               ? Notices()
               : notice(diag::finding(message::service_type_of_other_role, {},
                                      {peer->id, std::string(policy::to_text(peer->role)),
                                       registration.service_type, fmt::format("{}", fmt::join(types, ", "))}),
                        language);
}

// Of one that is entered or changed: what keeps it from opening anything now.
diag::Result<Notices> opening_notices(const store::Store& store, const Registration& registration,
                                      Language language) {
    TRY(const std::optional<sharing::Insurer> insurer,
        store.read_value<std::optional<sharing::Insurer>>(
            [&](const store::Snapshot& snapshot) { return store::insurer(snapshot, registration.insurer); }));
    sharing::Reason reason = sharing::registration_state(
        registration, insurer.value_or(sharing::Insurer{.number = registration.insurer}),
        store.clock().now());
    if (reason == sharing::Reason::allowed && registration.service_type.empty()) {
        reason = sharing::Reason::service_type;
    }
    return reason == sharing::Reason::allowed ? Notices()
                                              : notice(diag::finding(message::registration_opens_nothing, {},
                                                                     {std::string(sharing::word_of(reason))}),
                                                       language);
}

diag::Result<Registration> RegistrationCommand::changed(Registration out) const {
    out.service_type = service_type.value_or(out.service_type);
    if (until) {
        TRY(out.until, read_day(*until, "--until"));
    }
    if (last_service) {
        TRY(out.last_service_month, read_month(*last_service, "--last-service"));
    }
    if (view_until) {
        TRY(out.view_until, read_day(*view_until, "--view-until"));
    }
    if (!makes_plan.empty()) {
        out.makes_plan = makes_plan == "yes";
    }
    return out;
}

diag::Result<Registration> RegistrationCommand::registration() const {
    Registration out;
    TRY(out.office, read_number(office, "--office"));
    TRY(const std::optional<time::Date> first, read_day(from, "--from"));
    TRY(const std::optional<base::Millis> moment, read_moment(checked, "--checked"));
    out.from = first.value_or(time::Date());
    out.identity = {
        .method = chosen<sharing::IdentityMethod>(method), .at = moment.value_or(0), .user = user};
    return changed(std::move(out));
}

ExitCode RegistrationCommand::add(const CommandSettings& settings) const {
    const Language language = settings.language;
    if (method.empty() || user.empty()) { // only an office that has checked identity is registered
        print_finding(diag::finding(message::usage_missing, {}, {method.empty() ? "--method" : "--user"}),
                      language);
        return ExitCode::usage;
    }
    const auto matrix = matrix_of_type(settings);
    if (!matrix) {
        return matrix.error();
    }
    const diag::Result<Registration> wanted = registration();
    if (!wanted) {
        print_finding(wanted.error(), language);
        return ExitCode::usage;
    }
    const auto enter = [&](store::Store& store, const registry::Subject& subject) {
        Registration out = *wanted;
        const base::Millis now = store.clock().now();
        out.from = from.empty() ? time::day_in_japan(now) : out.from;
        out.identity->at = checked.empty() ? now : out.identity->at;
        return registry::enter(store, registry::registration_add, subject, std::move(out));
    };
    const auto say = [&](const store::Store& store, const Registration& it) -> diag::Result<Notices> {
        TRY(Notices out, insurer_notices(store, it.insurer, language));
        TRY(const Notices of_role, role_notices(it, *matrix, store, language));
        out.add(of_role);
        TRY(const Notices of_opening, opening_notices(store, it, language));
        out.add(of_opening);
        return out;
    };
    return enter_record(of, added_text, language, enter, say);
}

ExitCode RegistrationCommand::apply(const CommandSettings& settings) const {
    const Language language = settings.language;
    const auto matrix = matrix_of_type(settings);
    if (!matrix) {
        return matrix.error();
    }
    if (const diag::Result<Registration> wanted = changed({}); !wanted) {
        print_finding(wanted.error(), language);
        return ExitCode::usage;
    }
    const auto apply = [&](store::Store& store, const seal::Hash& person) {
        return registry::change(store, registry::registration_change, person, of.id,
                                [&](const Registration& it, const auto& /*records*/) { return changed(it); });
    };
    const auto say = [&](const store::Store& store, const Registration& it) -> diag::Result<Notices> {
        TRY(Notices out, role_notices(it, *matrix, store, language));
        TRY(const Notices of_opening, opening_notices(store, it, language));
        out.add(of_opening);
        return out;
    };
    return change_record(of, registration_changed, language, apply, say);
}

ExitCode RegistrationCommand::end(Language language) const {
    const diag::Result<std::optional<base::Millis>> moment = read_moment(at, "--at");
    if (!moment) {
        print_finding(moment.error(), language);
        return ExitCode::usage;
    }
    const auto end = [&](store::Store& store, const seal::Hash& person) {
        return registry::end_registration(store, person, of.id, chosen<sharing::RegistrationEnd>(why),
                                          *moment);
    };
    return change_record(of, ended_text, language, end, no_notices);
}

ExitCode RegistrationCommand::print_list(const registry::ShownRegistrations& shown, Language language) const {
    const auto line_of = [&](std::size_t i) {
        const KeptRegistration& kept = shown.records.registrations[i];
        return registration_line(kept, shown.states[i], shown.today, language) +
               (office.empty() ? "" : column("person", seal::to_hex(kept.person)));
    };
    return print_records(shown.records.registrations, shown.records, of.format, no_registration, language,
                         line_of);
}

ExitCode RegistrationCommand::list(Language language) const {
    const int said = static_cast<int>(!of.person.empty()) + static_cast<int>(!office.empty());
    if (const ExitCode wrong = check_list_of(said, "--office", language); wrong != ExitCode::clean) {
        return wrong;
    }
    if (!office.empty()) {
        return of_office(language);
    }
    const auto named = open_person(of.config, of.person, language);
    if (!named) {
        return named.error();
    }
    const auto shown_of = [&](const store::PersonRecords& records) {
        const store::Store& store = named->store();
        return store.read_value<registry::ShownRegistrations>(
            [&](const store::Snapshot& snapshot) -> diag::Result<registry::ShownRegistrations> {
                TRY(const registry::PresentPerson person,
                    registry::present_person(snapshot, records, {}, store.clock().now()));
                return registry::registrations_shown(records, person);
            });
    };
    const diag::Result<store::PersonRecords> records = named->records("registration-list");
    const diag::Result<registry::ShownRegistrations> shown =
        records ? shown_of(*records) : tl::make_unexpected(records.error());
    return shown ? print_list(*shown, language) : print_failure(shown.error(), language);
}

ExitCode RegistrationCommand::of_office(Language language) const {
    const diag::Result<policy::Number> number = read_number(office, "--office");
    if (!number) {
        print_finding(number.error(), language);
        return ExitCode::usage;
    }
    const std::unique_ptr<Installation> installation = open_installation(of.config, language);
    if (!installation) {
        return ExitCode::environment;
    }
    store::Store& store = installation->store();
    const auto found = read_list<registry::ShownRegistrations>(
        store, "registration-list", fmt::format("office={}", policy::to_text(*number)),
        [&](const store::Snapshot& it) {
            return registry::registrations_shown(
                it, store::ListQuery{.office = *number, .after = page.after, .limit = page.last},
                store.clock().now());
        });
    return found ? print_list(*found, language) : print_failure(found.error(), language);
}

using SharedRegistration = std::shared_ptr<RegistrationCommand>;

void add_change_options(Command& command, const SharedRegistration& registration) {
    command.option("--until", registration->until, "DAY", last_day_text);
    command.option("--service-type", registration->service_type, "CODE",
                   {"Service type of the office, as in claims (43: care management)",
                    "サービス種類コード（43: 居宅介護支援）"});
    command.option(
        "--last-service", registration->last_service, "YYYY-MM",
        {"Month of the newest claim; without claims a registration lapses (insurer's grace_months)",
         "最後にサービスを提供した月。請求が続かないと登録は失効します（猶予は保険者の grace_months）"});
    command.option("--view-until", registration->view_until, "DAY",
                   {"閲覧期限, where one is said", "閲覧期限（定めがある場合）"});
    command.choice("--makes-plan", registration->makes_plan, {"yes", "no"},
                   {"Whether the office's 居宅サービス計画作成依頼届出 for the person stands",
                    "この利用者の居宅サービス計画作成依頼届出が有効かどうか"});
}

void add_add(Command& above, const SharedRegistration& registration, const CommandSettings& settings) {
    Command command = add_record_command(above, "add",
                                         {"Register an office for a person whose identity it has checked",
                                          "本人確認をした事業所を、利用者の担当として登録します"},
                                         registration->of);
    command.option("--office", registration->office, "KIND:NUMBER",
                   {"The office: a number of one of the peers", "事業所の番号（接続先の番号）"});
    command.choice("--method", registration->method, choices_of<sharing::IdentityMethod>(),
                   {"How it checked who the person is: by the My Number card, or by four items",
                    "本人確認の方法: マイナンバーカード（card）または 4 情報（four_items）"});
    command.option(
        "--user", registration->user, "NAME",
        {"Who checked, as the office calls its users", "本人確認をした職員（事業所での利用者 ID）"});
    command.option("--checked", registration->checked, "MOMENT",
                   {"When: YYYY-MM-DD (in Japan) or a moment with its zone (default: now)",
                    "本人確認の日時: YYYY-MM-DD（日本時間）または時差付きの日時（既定: 現在）"});
    command.option("--insurer", registration->of.insurer, "NUMBER", insurer_text);
    command.option("--from", registration->from, "DAY", first_day_text);
    add_change_options(command, registration);
    command.examples(
        {"Example:\n  renkei registration add 'insurer:990010|0000000001' --office office:9970100013 "
         "--service-type 43 --method card --user suzuki\n",
         "例:\n  renkei registration add 'insurer:990010|0000000001' --office office:9970100013 "
         "--service-type 43 --method card --user suzuki\n"});
    command.run([registration, &settings] { return registration->add(settings); });
}

void add_change(Command& above, const SharedRegistration& registration, const CommandSettings& settings) {
    Command command =
        add_id_command(above, "change",
                       {"Change a registration: what is said takes the place of what was, '' takes it away",
                        "登録を変更します。指定した項目だけが置き換わり、空の値 '' で消せます"},
                       registration->of);
    add_change_options(command, registration);
    command.run([registration, &settings] { return registration->apply(settings); });
}

void add_end(Command& above, const SharedRegistration& registration, const CommandSettings& settings) {
    Command command = add_id_command(above, "end",
                                     {"End a registration: the office reads nothing more by it",
                                      "登録を終了します。この登録による閲覧はできなくなります"},
                                     registration->of);
    command.choice("--why", registration->why, choices_of<sharing::RegistrationEnd>(),
                   {"By whom or what it ends (default: the office)", "終了の理由（既定: 事業所による）"});
    command.option("--at", registration->at, "MOMENT",
                   {"Since when: YYYY-MM-DD (in Japan) or a moment with its zone (default: now)",
                    "終了の日時: YYYY-MM-DD（日本時間）または時差付きの日時（既定: 現在）"});
    command.run([registration, &settings] { return registration->end(settings.language); });
}

} // namespace

void describe_registration_command(Command command, CommandSettings& settings) {
    const auto registration = std::make_shared<RegistrationCommand>();
    add_add(command, registration, settings);
    add_change(command, registration, settings);
    add_end(command, registration, settings);
    Command list = command.command("list", {"List the registrations of a person, or of an office",
                                            "利用者または事業所の登録の一覧を表示します"});
    list.operand("PERSON", registration->of.person, person_text, Command::Required::no);
    add_config(list, registration->of.config);
    list.filter("--office", registration->office, "KIND:NUMBER",
                {"Of this office; persons are shown as keyed hashes, hidden ones (支援措置) not at all",
                 "この事業所のもの。利用者は鍵付きハッシュで表示し、支援措置の利用者は表示しません"});
    add_list_page(list, registration->page);
    add_record_format(list, registration->of.format);
    list.run([registration, &settings] { return registration->list(settings.language); });
}

} // namespace renkei::online
