// renkei key: the master keys under which the store's data keys are wrapped.
#include "gateway/app/online/setup/command_setup.h"
#include "gateway/app/online/setup/commands.h"
#include "generated/texts/online.h"

#include <fmt/format.h>

#include <chrono>
#include <thread>

namespace renkei::online {
namespace {

struct Key {
    std::string config{};
    std::string file{};
    bool drop_old = false;
    ExitResult create(Language language) const;
    ExitResult rotate(Installation& installation, Language language) const;
    ExitResult list(Language language) const;
};

ExitResult Key::create(Language language) const {
    TRY(const seal::KeyRing made, seal::KeyRing::create(file));
    print(key_made_text, language, made.current().id, file);
    return ExitCode::clean;
}

constexpr std::chrono::seconds until_seen{2}; // a gateway looks at the file once a second
constexpr int max_rounds = 5;

struct Rotated {
    std::uint64_t rewrapped = 0;
    bool is_old_gone = false;
};

// False: another program still writes under an old key.
diag::Result<bool> retire(Installation& installation, Rotated& rotated) {
    for (int round = 0; round < max_rounds; ++round) {
        TRY(const std::uint64_t in_use, installation.store().retire_old_keys(installation.keys()));
        if (in_use == 0) {
            return true;
        }
        std::this_thread::sleep_for(until_seen);
        TRY(const store::RekeyCount more, installation.store().rekey(installation.keys()));
        rotated.rewrapped += more.rewrapped;
    }
    return false;
}

// First the new key is on disk, then a running gateway knows it, then the store uses it, then nothing can
// name the old one any more, and only then may that go: whenever this stops, everything can still be opened.
diag::Result<Rotated> rotate_keys(Installation& installation, bool drop_old) {
    const std::filesystem::path& file = installation.settings().master_key;
    TRY_VOID(installation.keys().add_key(file));
    std::this_thread::sleep_for(until_seen);
    TRY(const store::RekeyCount count, installation.store().rekey(installation.keys()));
    TRY_VOID(installation.store().write([&](store::Transaction& transaction) {
        return transaction.audit(operator_event(installation.clock(), "key-rotate", audit::Action::execute));
    }));
    Rotated out{.rewrapped = count.rewrapped};
    if (drop_old) {
        TRY(out.is_old_gone, retire(installation, out));
        if (out.is_old_gone) {
            TRY_VOID(installation.keys().drop_old(file));
        }
    }
    return out;
}

ExitResult Key::rotate(Installation& installation, Language language) const {
    TRY(const Rotated rotated, rotate_keys(installation, drop_old));
    const Text& old_keys = rotated.is_old_gone ? dropped_text : drop_old ? in_use_text : old_keys_kept_text;
    print(rotated_text, language, installation.keys().current().id, rotated.rewrapped, old_keys.in(language));
    return drop_old && !rotated.is_old_gone ? ExitCode::environment : ExitCode::clean;
}

ExitResult Key::list(Language language) const {
    TRY(const ConfiguredKeys installation, read_keys(config, language));
    for (const seal::MasterKey& key : installation.keys.keys()) {
        print(fmt::format("{} {}\n", key.id,
                          key.id == installation.keys.current().id ? current_text.in(language) : "-"));
    }
    return ExitCode::clean;
}

} // namespace

void describe_key_command(Command command, CommandSettings& settings) {
    const auto key = std::make_shared<Key>();
    Command create = command.command("create");
    create.operand("FILE", key->file);
    create.run([key, &settings] { return key->create(settings.language); });
    Command rotate = command.command("rotate");
    add_config(rotate, key->config);
    rotate.flag("--drop-old", key->drop_old);
    run_with_installation(rotate, key, &Key::rotate, settings);
    Command list = command.command("list");
    add_config(list, key->config);
    list.run([key, &settings] { return key->list(settings.language); });
}

} // namespace renkei::online
