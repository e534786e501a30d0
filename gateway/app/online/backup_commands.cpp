// renkei backup, restore, verify: the whole store as one sealed file.
#include "gateway/app/online/setup/command_setup.h"
#include "gateway/app/online/setup/commands.h"
#include "gateway/app/online/setup/notices.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/audit/facts.h"
#include "gateway/network/outbox/outbox_admin.h"
#include "generated/messages/store.h"
#include "generated/texts/online.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>

namespace renkei::online {
namespace {

struct Backup {
    std::string config{};
    std::string file{};
    bool damaged_audit = false;
    ExitResult save(Language language) const;
    ExitResult restore(Language language) const;
    ExitResult verify(Language language) const;
};

// What is wrong with its audit chains, or not known of them.
// Of all nodes; "-": there is none.
diag::Result<std::string> last_event_time(const store::Snapshot& snapshot) {
    std::map<std::string, std::string, std::less<>> last; // of each node
    TRY_VOID(snapshot.audit([&](const store::AuditRow& row) {
        last.insert_or_assign(std::string(row.node), std::string(row.event));
        return true;
    }));
    std::optional<base::Millis> newest;
    for (const auto& [node, facts] : last) {
        const auto event = audit::event_of(facts);
        newest = event ? std::max(newest, std::optional(event->event.at)) : newest;
    }
    return newest ? time::second_in_japan(*newest) : std::string("-");
}

void print_chains(const store::BackupContents& contents, Language language) {
    for (const diag::Finding& finding : contents.chains.findings()) {
        if (finding.severity != diag::Severity::information) {
            print_finding(finding, language);
        }
    }
}

std::string backup_numbers(const store::BackupContents& it, Language language) {
    return formatted(numbers_text, language, it.documents, it.peers, it.audit_events, it.rows);
}

// Which versions do not open, and who can send them again.
void print_damaged(const store::BackupContents& contents, const std::string& file, Language language) {
    for (const store::DamagedVersion& each : contents.damaged) {
        print_finding(diag::finding(diag::message::version_damaged, {.file = file},
                                    {each.document, std::to_string(each.number), each.part, each.peer}),
                      language);
    }
    const std::pair<diag::Message, std::uint64_t> counts[] = {
        {diag::message::answers_damaged, contents.damaged_answers},
        {diag::message::records_damaged, contents.damaged_records},
        {diag::message::backup_documents_damaged, contents.damaged.size()}};
    for (const auto& [message, count] : counts) {
        if (count > 0) {
            print_finding(diag::finding(message, {.file = file}, {std::to_string(count)}), language);
        }
    }
}

bool is_whole(const store::BackupContents& contents) {
    return !contents.is_audit_damaged() && contents.damaged.empty() && contents.damaged_answers == 0 &&
           contents.damaged_records == 0;
}

ExitCode exit_code_of_backup(const store::BackupContents& contents, const std::string& file,
                             Language language) {
    print_chains(contents, language);
    print_damaged(contents, file, language);
    if (contents.is_audit_damaged()) {
        return print_failure(diag::finding(diag::message::backup_audit_damaged, {.file = file}), language);
    }
    if (!contents.damaged.empty()) {
        return ExitCode::refused;
    }
    if (contents.damaged_answers > 0 || contents.damaged_records > 0) {
        return ExitCode::findings;
    }
    print(whole_text, language, file, backup_numbers(contents, language));
    return contents.chains.at_least(diag::Severity::warning) ? ExitCode::findings : ExitCode::clean;
}

// Everything was written down: the audit knows when. A store that cannot be written to any more can still be
// backed up.
ExitCode note(Installation& installation, Language language) {
    const diag::Result<void> done = installation.store().write([&](store::Transaction& transaction) {
        return transaction.audit(operator_event(installation.clock(), "backup", audit::Action::execute));
    });
    if (!done) {
        print_failure(done.error(), language);
    }
    return done ? ExitCode::clean : ExitCode::findings;
}

ExitResult Backup::save(Language language) const {
    TRY(const std::unique_ptr<Installation> installation, installation_of(config, language));
    const ExitCode waiting = warn_if_events_are_spooled(installation->store(), language);
    TRY_VOID(store::backup(installation->store(), file, installation->keys()));
    TRY(const store::BackupContents contents, store::verify_backup(file, installation->keys()));
    exit_code_of_backup(contents, file, language);
    const ExitCode noted = worse(waiting, note(*installation, language));
    if (is_whole(contents)) { // other findings are no worse in the backup than in the store
        return noted;
    }
    print(written_text, language, file, backup_numbers(contents, language));
    return worse(noted, ExitCode::findings);
}

ExitResult Backup::restore(Language language) const {
    TRY(const ConfiguredKeys installation, read_keys(config, language));
    const base::SystemClock clock;
    ExitCode code = ExitCode::clean;
    std::string numbers;
    const auto print_contents = [&](const store::BackupContents& contents) {
        print_chains(contents, language);
        print_damaged(contents, file, language);
        numbers = backup_numbers(contents, language);
        const bool has_findings = !is_whole(contents) || contents.chains.at_least(diag::Severity::warning);
        code = has_findings ? ExitCode::findings : ExitCode::clean;
    };
    // what was withdrawn, cancelled or revoked since the backup is not in it, so nothing is delivered until
    // an operator has checked
    std::string backed_up = "-"; // until when it has what happened
    const auto last = [&](store::Transaction& transaction) -> diag::Result<void> {
        TRY(backed_up, last_event_time(transaction));
        TRY_VOID(outbox::pause_deliveries(transaction));
        return transaction.audit(operator_event(clock, "restore", audit::Action::execute));
    };
    const auto damaged = damaged_audit ? store::DamagedAudit::restore : store::DamagedAudit::refuse;
    TRY_VOID(store::restore(file, installation.settings.store, installation.keys, clock,
                            {.damaged = damaged, .on_contents = print_contents, .last = last}));
    print(taken_back_text, language, file, numbers);
    print(restored_text, language, backed_up);
    return code;
}

ExitResult Backup::verify(Language language) const {
    TRY(const ConfiguredKeys installation, read_keys(config, language));
    TRY(const store::BackupContents contents, store::verify_backup(file, installation.keys));
    return exit_code_of_backup(contents, file, language);
}

using Run = ExitResult (Backup::*)(Language) const;

void describe(Command command, CommandSettings& settings, const std::shared_ptr<Backup>& backup, Run run) {
    command.operand("FILE", backup->file);
    add_config(command, backup->config);
    command.run([backup, run, &settings] { return (*backup.*run)(settings.language); });
}

} // namespace

void describe_backup_command(Command command, CommandSettings& settings) {
    describe(command, settings, std::make_shared<Backup>(), &Backup::save);
}

void describe_restore_command(Command command, CommandSettings& settings) {
    const auto backup = std::make_shared<Backup>();
    command.flag("--damaged-audit", backup->damaged_audit);
    describe(command, settings, backup, &Backup::restore);
}

void describe_verify_command(Command command, CommandSettings& settings) {
    describe(command, settings, std::make_shared<Backup>(), &Backup::verify);
}

} // namespace renkei::online
