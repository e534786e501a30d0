#include "tests/store/child.h"

#include "generated/messages/store.h"

#include "tests/store/kit.h"
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace renkei::store {
namespace {

using Arguments = std::vector<std::string>;

struct Opened {
    explicit Opened(const std::filesystem::path& folder, const std::string& node,
                    const std::string& connection = {}, bool is_gateway = false)
        : ring(must(seal::KeyRing::read(folder / "keys"))) {
        StoreSettings settings;
        settings.engine = connection.empty() ? Engine::sqlite : Engine::postgres;
        settings.connection = connection;
        settings.file = folder / "store.db";
        settings.node = node;
        settings.is_gateway = is_gateway;
        store = must(Store::open(settings, ring, clock));
    }
    seal::KeyRing ring;
    base::SystemClock clock;
    std::unique_ptr<Store> store;
};

diag::Result<void> add_with_all(Store& store, const NewVersion& version) {
    return store.write([&](Transaction& it) -> diag::Result<void> {
        TRY(const Version added, it.add(version, 0));
        TRY_VOID(it.add(delivery(added, "clinic", added.document, added.created)));
        return it.audit(event(added.document));
    });
}

// FOLDER COUNT NODE: so many documents, each with its audit event.
int write_documents(const Arguments& arguments) {
    const Opened opened(arguments[0], arguments[2]);
    for (int i = 0; i < std::stoi(arguments[1]); ++i) {
        const NewVersion version = document(*opened.store, arguments[2] + "/" + std::to_string(i));
        write(*opened.store, [&](Transaction& it) -> diag::Result<void> {
            TRY_VOID(it.add(version, 0));
            return it.audit(event());
        });
    }
    return 0;
}

// FOLDER PREFIX [CONNECTION]: documents by four threads without end; prints the name of each that is
// acknowledged.
int write_until_killed(const Arguments& arguments) {
    const Opened opened(arguments[0], "child", arguments.size() > 2 ? arguments[2] : "");
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0;; ++i) {
                const std::string name = arguments[1] + "/" + std::to_string(t) + "/" + std::to_string(i);
                must(add_with_all(*opened.store,
                                  document(*opened.store, name, std::string(3000, 'x') + name)));
                const std::string line = name + "\n";
                (void)!::write(STDOUT_FILENO, line.data(), line.size()); // at once, and whole
            }
        });
    }
    return 0;
}

audit::Event event_of_request(const std::string& request) {
    audit::Event out = event();
    out.request = request;
    return out;
}

// FOLDER PREFIX: audit events by four threads without end; prints the request of each that is kept.
int note_until_killed(const Arguments& arguments) {
    const Opened opened(arguments[0], "a", {}, true);
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0;; ++i) {
                const std::string line =
                    arguments[1] + "/" + std::to_string(t) + "/" + std::to_string(i) + "\n";
                must(opened.store->append_audit(event_of_request(line.substr(0, line.size() - 1))));
                (void)!::write(STDOUT_FILENO, line.data(), line.size());
            }
        });
    }
    return 0;
}

// FOLDER: no file may grow for a while, the journal by 20 bytes.
int note_to_full_disk(const Arguments& arguments) {
    std::signal(SIGXFSZ, SIG_IGN);
    const Opened opened(arguments[0], "a", {}, true);
    must(opened.store->append_audit(event_of_request("before")));
    while (audit_count(*opened.store) == 0) {
        std::this_thread::yield();
    }
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = std::filesystem::file_size(arguments[0] + "/store.db-events") + 20;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto refused = opened.store->append_audit(event_of_request("while it is full"));
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    must(opened.store->append_audit(event_of_request("after")));
    return !refused && refused.error().message == diag::message::store_failed ? 0 : 1;
}

// FOLDER: no file may grow for a while.
int write_to_full_disk(const Arguments& arguments) {
    std::signal(SIGXFSZ, SIG_IGN);
    const Opened opened(arguments[0], "child");
    must(add_with_all(*opened.store, document(*opened.store, "before")));
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = 1;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::vector<std::jthread> threads;
    std::atomic<int> failed = 0;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            const auto result =
                add_with_all(*opened.store, document(*opened.store, "full " + std::to_string(t)));
            failed += !result && result.error().message == diag::message::store_failed ? 1 : 0;
        });
    }
    threads.clear();
    const bool seen = !opened.store->health().writable;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    while (!opened.store->health().writable) { // it finds out by itself
        std::this_thread::yield();
    }
    must(add_with_all(*opened.store, document(*opened.store, "after")));
    std::printf("failed %d, seen %d\n", failed.load(), seen ? 1 : 0);
    return failed == 4 && seen ? 0 : 1;
}

constexpr struct {
    std::string_view name;
    int (*run)(const Arguments&);
} roles[] = {
    {"write", write_documents},
    {"write until killed", write_until_killed},
    {"full", write_to_full_disk},
    {"note until killed", note_until_killed},
    {"note to full disk", note_to_full_disk},
};

constexpr const char* role_variable = "RENKEI_TEST_ROLE";
constexpr char separator = '\x1f';

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

// Before main(): a child runs no tests.
const bool is_no_child = [] {
    const char* const words = std::getenv(role_variable);
    if (words == nullptr) {
        return true;
    }
    Arguments arguments = split(words);
    const std::string name = arguments.front();
    arguments.erase(arguments.begin());
    for (const auto& role : roles) {
        if (role.name == name) {
            const int code = role.run(arguments);
            std::fflush(stdout);
            std::_Exit(code);
        }
    }
    std::_Exit(99);
}();

} // namespace

Child::Child(const std::string& role, const std::vector<std::string>& arguments,
             const Environment& environment) {
    std::string words = role;
    for (const std::string& argument : arguments) {
        words += separator + argument;
    }
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    pid_ = ::fork();
    if (pid_ == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::setenv(role_variable, words.c_str(), 1);
        for (const auto& [name, value] : environment) {
            ::setenv(name.c_str(), value.c_str(), 1);
        }
        ::execl("/proc/self/exe", "child", nullptr);
        ::_exit(98);
    }
    ::close(ends[1]);
    out_ = ends[0];
}

Child::~Child() {
    if (!ended_) {
        kill();
        exit_code();
    }
    ::close(out_);
}

std::string Child::line() {
    std::string out;
    for (char c = 0; ::read(out_, &c, 1) == 1 && c != '\n';) {
        out.push_back(c);
    }
    return out;
}

std::string Child::output() {
    std::string out;
    for (char c = 0; ::read(out_, &c, 1) == 1;) {
        out.push_back(c);
    }
    return out;
}

void Child::kill() { ::kill(pid_, SIGKILL); }

int Child::exit_code() {
    if (!ended_) {
        int status = 0;
        ::waitpid(pid_, &status, 0);
        code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
        ended_ = true;
    }
    return code_;
}

} // namespace renkei::store
