/// A host that a workload's manifests name: something its pods connect to, most likely.
struct NamedHost: Hashable, Sendable {
  /// Lower-case; an address of version 6 without its brackets.
  var host: String
  /// nil where nothing tells.
  var port: Int?
  /// Where the host is named: `PGHOST of container "dump"`. Never a value.
  var source: String
}

extension NamedHost {
  /// The ports that the schemes of URLs stand for.
  static func port(ofScheme scheme: String) -> Int? {
    switch scheme {
    case "http", "ws": 80
    case "https", "wss", "grpcs": 443
    case "postgres", "postgresql": 5432
    case "mysql", "mariadb", "mysql2": 3306
    case "mongodb", "mongodb+srv": 27017
    case "redis", "rediss": 6379
    case "amqp": 5672
    case "amqps": 5671
    case "nats": 4222
    case "kafka": 9092
    case "sqlserver", "mssql": 1433
    case "clickhouse": 9000
    case "ldap": 389
    case "ldaps": 636
    case "ftp": 21
    case "ssh", "sftp", "git+ssh": 22
    case "git": 9418
    case "smtp": 25
    case "smtps": 465
    default: nil
    }
  }

  /// The service whose host a variable of that name holds, by its port: `PGHOST`, `REDIS_HOST`.
  static func port(ofVariable name: String) -> Int? {
    let name = name.uppercased()
    let services = [
      ("PGHOST", 5432), ("POSTGRES", 5432), ("MYSQL", 3306), ("MARIADB", 3306), ("MONGO", 27017), ("REDIS", 6379), ("RABBITMQ", 5672),
      ("AMQP", 5672), ("KAFKA", 9092), ("CLICKHOUSE", 9000), ("NATS", 4222), ("ELASTICSEARCH", 9200), ("MEMCACHED", 11211),
    ]
    return services.first { name.contains($0.0) }?.1
  }

  /// How a client of a service says where it connects to.
  struct Client {
    var port: Int
    var hostOptions = ["-h", "--host"]
    var portOptions = ["-p", "--port"]

    init?(program: String) {
      switch program {
      case "psql", "pg_dump", "pg_dumpall", "pg_restore", "pg_isready", "pg_basebackup", "vacuumdb", "reindexdb": port = 5432
      case "mysql", "mysqldump", "mysqladmin", "mariadb", "mariadb-dump", "mydumper":
        port = 3306
        portOptions = ["-P", "--port"]
      case "mongo", "mongosh", "mongodump", "mongorestore", "mongoexport": port = 27017
      case "redis-cli": port = 6379
      case "clickhouse-client": port = 9000
      default: return nil
      }
    }
  }

  /// What a program connects to though nothing names it.
  static func cloud(ofProgram program: String) -> String? {
    switch program {
    case "aws": "the APIs of AWS"
    case "gsutil", "gcloud", "bq": "the APIs of Google Cloud"
    case "az", "azcopy": "the APIs of Azure"
    default: nil
    }
  }

  /// What a URL is about that names a bucket in place of a host.
  static func cloud(ofScheme scheme: String) -> String? {
    switch scheme {
    case "s3", "s3a", "s3n": "the APIs of AWS"
    case "gs": "the APIs of Google Cloud"
    case "abfs", "abfss", "wasb", "wasbs": "the APIs of Azure"
    default: nil
    }
  }
}
