#include "gateway/app/cli/program.h"

#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/installation.h"
#include "gateway/app/cli/terminal.h"

namespace renkei::cli {

namespace {

// A closed pipe (`| head`) is no error to print; others are.
ExitCode cannot_print(const std::error_code& why, Language language) {
    return why == std::errc::broken_pipe
               ? ExitCode::environment
               : print_failure(diag::finding(diag::Message::output_failed, {}, {"stdout: " + why.message()}),
                               language);
}

} // namespace

int run(int count, const char* const* arguments) {
    CommandSettings settings;
    settings.language = choose_language({arguments, static_cast<std::size_t>(count)});
    Usage usage(settings.language, {"Standards gateway for Japanese care: ministry forms to FHIR R4 and back",
                                    "連携: 介護の様式（CSV・JSON）と FHIR R4 を相互に変換します"});
    Command top = usage.top();
    top.choice(
        "--lang", settings.language_name, {"en", "ja"},
        {"Language of messages (else from LANG)", "メッセージの言語（指定がなければ LANG に従います）"});
    add_forms_command(top, settings);
    add_convert_command(top, settings);
    add_check_command(top, settings);
    add_validate_command(top, settings);
    add_package_command(top, settings);
    add_explain_command(top, settings);
    add_prefill_command(top, settings);
    add_map_command(top, settings);
    add_conform_command(top, settings);
    add_fhirpath_command(top, settings);
    add_ca_command(top, settings);
    add_serve_command(top, settings);
    add_init_command(top, settings);
    add_peer_command(top, settings);
    add_outbox_command(top, settings);
    add_audit_command(top, settings);
    add_key_command(top, settings);
    add_backup_commands(top, settings);
    add_store_command(top, settings);
    add_person_command(top, settings);
    add_health_command(top, settings);
    add_send_command(top, settings);
    add_fetch_command(top, settings);
    const ExitCode code = usage.run(count, arguments);
    const std::error_code trouble = take_output_error();
    return static_cast<int>(trouble ? worse(code, cannot_print(trouble, settings.language)) : code);
}

} // namespace renkei::cli
