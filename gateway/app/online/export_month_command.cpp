// renkei export-month: the documents of an office of one form and month as the one file that their interface
// collects, and what is missing of each person whom the office serves.
#include "gateway/app/online/records/record_options.h"
#include "gateway/app/online/setup/command_setup.h"
#include "gateway/app/online/setup/commands.h"
#include "gateway/app/online/setup/peers.h"
#include "gateway/core/base/atomic_file.h"
#include "gateway/network/server/audit_query.h"
#include "gateway/network/server/records/office_month.h"
#include "generated/messages/export.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace renkei::online {
namespace {

struct ExportMonth {
    std::string config{};
    std::string peer{};
    std::string form{};
    std::string month{};
    std::string office{};
    std::string output{};
    bool overwrite = false;
    ExitResult run(const CommandSettings& settings) const;
    diag::Result<void> write(const server::MonthFile& file) const;
};

// Below a line with the person's name.
ExitCode print_missing(const server::OfficeMonth& month, Language language) {
    ExitCode out = ExitCode::clean;
    if (month.unread > 0) {
        print_finding(diag::finding(message::month_registrations_unread, {}, {std::to_string(month.unread)}),
                      language);
        out = ExitCode::findings;
    }
    for (const server::MonthPerson& person : month.persons) {
        if (!person.missing.empty() && person.subject != sharing::NamedSubject()) {
            print_error(fmt::format("{} ({})\n", person.subject.name, person.subject.number));
        }
        print_findings(person.missing.findings(), language);
        out = person.missing.empty() ? out : ExitCode::findings;
    }
    return out;
}

// It is personal: only its owner may read the file.
diag::Result<void> ExportMonth::write(const server::MonthFile& file) const {
    if (output == "-") {
        print(file.bytes);
        return {};
    }
    std::filesystem::path path = output;
    if (path.empty() || std::filesystem::is_directory(path)) {
        path /= file.name;
    }
    TRY(base::AtomicFile written,
        base::AtomicFile::open(path.string(), overwrite ? base::Overwrite::yes : base::Overwrite::no,
                               base::Permissions::owner));
    TRY_VOID(written.append(file.bytes));
    TRY_VOID(written.commit());
    print(path.string() + "\n");
    return {};
}

ExitResult ExportMonth::run(const CommandSettings& settings) const {
    TRY(const catalogue::Catalogue catalogue, open_catalogue(settings));
    const auto forms = server::collected_forms(catalogue);
    const auto plan = std::ranges::find(forms, form, [](const auto* it) { return it->form().id(); });
    if (plan == forms.end()) {
        return fail_usage(
            diag::finding(message::form_not_collected, {}, {form, server::collected_form_ids(catalogue)}));
    }
    TRY(const std::optional<time::Date> asked, as_usage(read_month(month, "MONTH")));
    TRY(const std::unique_ptr<Installation> installation, installation_of(config, settings.language));
    store::Store& store = installation->store();
    TRY(const policy::Peer known, find_peer(store, peer));
    const std::optional<policy::Number> one = server::office_of(known, office);
    TRY(const policy::Number number,
        as_usage(one ? diag::Result<policy::Number>(*one)
                     : wrong_value("--office", office, server::office_names(known))));
    TRY(server::OfficeMonth found,
        store.read_value<server::OfficeMonth>([&](const store::Snapshot& snapshot) {
            return server::office_month(snapshot, access::receiver_of(known, {}, store.clock().now()), number,
                                        form, *asked, [](std::uint64_t) { return true; });
        }));
    service::Workspace workspace(catalogue);
    const server::MonthFile file = server::file_of(found, workspace, **plan, server::MonthOf::all);
    audit::Event event = operator_event(store.clock(), "export-month", audit::Action::read);
    event.about = peer;
    event.query = fmt::format(
        "export-month&form={}&month={}&office={}{}{}", form, month, policy::to_text(number),
        found.documents.empty() ? "" : "&documents=", server::audit_documents_text(found.documents));
    TRY_VOID(store.write([&](store::Transaction& transaction) { return transaction.audit(event); }));
    const ExitCode code = print_missing(found, settings.language);
    if (file.bytes.empty()) {
        return tl::make_unexpected(
            Failure(diag::finding(message::month_without_documents, {}, {month}), ExitCode::refused));
    }
    TRY_VOID(write(file).map_error([](const diag::Error& it) { return Failure(it, ExitCode::environment); }));
    return code;
}

} // namespace

void describe_export_month_command(Command command, CommandSettings& settings) {
    const auto month = std::make_shared<ExportMonth>();
    command.operand("FORM", month->form);
    command.operand("MONTH", month->month);
    command.operand("PEER", month->peer);
    add_config(command, month->config);
    command.option("--office", month->office);
    command.option("-o,--output", month->output);
    cli::add_overwrite(command, month->overwrite);
    cli::add_settings(command, settings);
    command.run([month, &settings] { return month->run(settings); });
}

} // namespace renkei::online
